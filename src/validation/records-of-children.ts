import { Problem } from '../problem.ts';
import { columnKey } from '../submission/layouts/declared.ts';

/** Column names that only a list of people has, without spaces and signs. */
const PERSONAL = new Set([
  'upn',
  'uniquepupilnumber',
  'formerupn',
  'uln',
  'nhsnumber',
  'nino',
  'name',
  'fullname',
  'childname',
  'pupilname',
  'studentname',
  'forename',
  'forenames',
  'firstname',
  'givenname',
  'middlename',
  'surname',
  'lastname',
  'familyname',
  'preferredname',
  'dob',
  'dateofbirth',
  'birthdate',
  'birthday',
  'persondob',
  'childdob',
  'postcode',
  'homepostcode',
  'address',
  'homeaddress',
  'addressline1',
  'childid',
  'pupilid',
  'studentid',
  'lachildid',
  'personid',
]);

/** A Unique Pupil Number: a check letter, twelve digits, the last of which may be a letter in a temporary one. */
const UPN = /^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/i;

/** Throws the Problem `records-of-children` where a column is one that only a list of people has. */
export function refusePersonalColumns(header: readonly string[], declared: ReadonlySet<string>): void {
  const personal = header.filter(
    (name) => PERSONAL.has(name.toLowerCase().replace(/[^a-z0-9]/g, '')) && !declared.has(columnKey(name)),
  );
  if (personal.length === 0) return;
  const names = personal.map((name) => `'${name.trim().slice(0, 40)}'`).join(', ');
  throw new Problem(
    'records-of-children',
    `The file has ${personal.length === 1 ? 'a column' : 'columns'} that only a list of people has: ${names}.`,
  );
}

/** Throws the Problem `records-of-children` where a field looks like a Unique Pupil Number. */
export function refusePupilNumbers(row: number, fields: readonly string[]): void {
  for (const field of fields) {
    // Wherever white space stands around it, its seventh character is a digit.
    if (field.length < 13 || field.length > 15 || !isDigit(field.charCodeAt(6))) continue;
    if (UPN.test(field.trim())) {
      throw new Problem('records-of-children', `Row ${row} holds what looks like a Unique Pupil Number.`);
    }
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
