/** What a column of a list of people holds, as it is told to whoever sent it. */
export type Personal =
  | 'Unique Pupil Numbers'
  | 'Unique Learner Numbers'
  | 'NHS numbers'
  | 'National Insurance numbers'
  | 'names'
  | 'dates of birth'
  | 'addresses'
  | 'postcodes'
  | 'numbers of children';

const NAMED: readonly (readonly [Personal, readonly string[]])[] = [
  ['Unique Pupil Numbers', ['upn', 'uniquepupilnumber', 'formerupn', 'pupilupn']],
  ['Unique Learner Numbers', ['uln', 'uniquelearnernumber']],
  ['NHS numbers', ['nhsnumber', 'nhsno']],
  ['National Insurance numbers', ['nino', 'nationalinsurancenumber']],
  [
    'names',
    [
      ...[
        'name',
        'fullname',
        'childname',
        'childsname',
        'pupilname',
        'studentname',
        'clientname',
        'youngpersonname',
      ],
      ...['forename', 'forenames', 'firstname', 'givenname', 'middlename', 'middlenames', 'preferredname'],
      ...['surname', 'lastname', 'familyname', 'legalsurname', 'preferredsurname'],
    ],
  ],
  ['dates of birth', ['dob', 'dateofbirth', 'birthdate', 'birthday', 'persondob', 'childdob', 'pupildob']],
  ['addresses', ['address', 'homeaddress', 'addressline1', 'addressline2']],
  ['postcodes', ['postcode', 'homepostcode', 'childpostcode', 'postcodehome']],
  [
    'numbers of children',
    [
      ...['childid', 'pupilid', 'studentid', 'lachildid', 'personid', 'clientid', 'youngpersonid'],
      ...['childuniqueid', 'mosaicid', 'liquidlogicid', 'uniquechildid'],
    ],
  ],
];

const BY_NAME: ReadonlyMap<string, Personal> = new Map(
  NAMED.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

/** What a column of this name holds, where only a list of people has such a column. */
export function personalByName(name: string): Personal | undefined {
  return BY_NAME.get(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** What a text of its own accord may be; several of a column make it certain. */
export function personalByText(text: string): Personal | undefined {
  if (DATE.test(text)) return 'dates of birth';
  if (POSTCODE.test(text)) return 'postcodes';
  return NAME.test(text) ? 'names' : undefined;
}

const DATE = /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}(?:[T ]00:00(?::00)?)?)$/;
/** Outward and inward code; the inward letters are never C, I, K, M, O or V. */
const POSTCODE = /^[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}$/i;
/** `Surname, Forename`. */
const NAME = /^\p{Lu}[\p{L}'\u2019-]+, ?\p{Lu}[\p{L}'\u2019-]+(?: \p{Lu}\.?)?$/u;

/** Whether a text may be somebody's number: five digits or more, with a few letters before them at most. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

const REFERENCE = /^[A-Z]{0,4}[-/ ]?\d{5,12}$/i;

/** Whether a text is a person's sex, as one writes it of one person. */
export function isSexOfOne(text: string): boolean {
  return SEXES.has(text.toLowerCase());
}

const SEXES: ReadonlySet<string> = new Set(['m', 'f', 'u', 'male', 'female', 'boy', 'girl']);
