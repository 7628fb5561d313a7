/** Every Problem the service can answer with. The code is a promise; `docs/errors.md` lists each one. */
export const PROBLEMS = {
  'bad-request': [400, 'The request is not understood', 'Compare it with /docs.'],
  'unreadable-file': [
    400,
    'The file cannot be read as a table',
    'Send CSV or XLSX with one header row, as the template has it.',
  ],
  'unsupported-workbook': [
    400,
    'This kind of workbook is not taken',
    "Open it and save it as 'Excel Workbook (.xlsx)' or as 'CSV UTF-8', and send that.",
  ],
  'encrypted-workbook': [
    400,
    'The workbook is protected by a password',
    'Take the password off (File, Info, Protect Workbook, Encrypt with Password), save it, and send it again.',
  ],
  'several-tables': [
    400,
    'More than one sheet can be meant',
    'Leave the sheet that is to be sent, and delete the others or move them to another workbook.',
  ],
  'records-of-children': [
    400,
    'The file looks like records of children',
    'Send counts only. Nothing of this file has been kept.',
  ],
  'digest-mismatch': [
    400,
    'The file is not the one that its digest is of',
    'Send it again: it was damaged on the way, or the digest is of another file. Nothing has been kept.',
  ],
  unauthenticated: [401, 'Who are you?', 'Send Authorization: Bearer <API key or access token>.'],
  forbidden: [403, 'This key may not do that', 'Ask the steward for a key with the role it needs.'],
  'another-authority': [
    403,
    "This is another authority's",
    'A key may send and read its own authority only.',
  ],
  'not-found': [404, 'There is nothing here', 'Compare the address with /docs.'],
  'method-not-allowed': [
    405,
    'This address does not take this method',
    'The Allow header names those it takes.',
  ],
  'upload-stalled': [408, 'The file has stopped coming', 'Send it again: nothing of it has been kept.'],
  'wrong-move': [409, 'That cannot follow from here', 'Read the status first: it may have moved on.'],
  'not-a-query': [
    409,
    'Only a query takes a note',
    'Mend what is an error and send the file again. A notice needs nothing.',
  ],
  'notes-missing': [
    409,
    'A query wants a note',
    'PUT a note to /v1/submissions/{id}/queries/{key}/note for each key under errors, or mend the file.',
  ],
  'cells-not-kept': [
    409,
    'None of its cells are kept',
    'Mend the errors that stand in the report and send the file again.',
  ],
  'same-person': [409, 'A second person is needed', 'Whoever sent or drafted it cannot approve it.'],
  'collection-exists': [
    409,
    'There is a collection of this domain and period',
    'Change it instead: GET /v1/collections has its id.',
  ],
  'release-stands': [
    409,
    'A release that can be read was made with it',
    'The publisher withdraws the releases named under links first; then it can be purged.',
  ],
  'purged-file': [
    409,
    'This file has been purged before',
    'Take out what does not belong here and send the rest. Nothing of it has been kept.',
  ],
  'policy-changed': [
    412,
    'The policy has been changed by somebody else',
    'GET /v1/policy, make your change in it, and send it with its ETag.',
  ],
  'declaration-changed': [
    412,
    'It has been changed by somebody else',
    'GET it again, make your change in what is there now, and name that version in If-Match.',
  ],
  'precondition-required': [
    428,
    'If-Match is missing',
    'GET first, and send the ETag that came with it in If-Match.',
  ],
  'stale-draft': [409, 'The draft is older than the latest release', 'Draft it again.'],
  'bump-too-small': [
    409,
    'More has changed than this version says',
    'Leave `bump` out, or ask for as much as the changes under errors take.',
  ],
  'nothing-to-release': [409, 'There is nothing to release', 'No submission has been approved yet.'],
  'protection-failed': [
    409,
    'Disclosure control cannot be shown to hold',
    'Nothing has been published. The steward must look at the measures named.',
  ],
  'withdrawn-release': [
    410,
    'The release has been withdrawn',
    'Nothing of it is served any more. The release named under links stands in its place.',
  ],
  'submission-purged': [
    410,
    'Its contents have been deleted',
    'GET /v1/submissions/{id} tells who did so and why. Send the file again without what did not belong in it.',
  ],
  'precondition-failed': [412, 'The file is another one', 'Ask again without If-Match.'],
  'range-not-satisfiable': [
    416,
    'The file has no such bytes',
    'Ask again without Range, or for bytes that the Content-Range header says there are.',
  ],
  'too-large': [
    413,
    'The file is too large',
    'Split it by domain or period, or ask the steward to raise the limit.',
  ],
  'workbook-too-large': [
    413,
    'The workbook is larger than it should be',
    'Copy the cells of the table alone into a new workbook, or save the sheet as CSV UTF-8, and send that.',
  ],
  'headers-too-large': [
    431,
    'The headers of the request are too large',
    'Send fewer headers, or a shorter address: all of them together may be 16 KB.',
  ],
  'unsupported-media-type': [
    415,
    'This kind of file is not taken',
    'Send text/csv, a workbook (.xlsx) as its own type, or multipart/form-data with a field `file`.',
  ],
  'idempotency-key-reused': [
    422,
    'This Idempotency-Key belongs to another file',
    'Use a new key for a new file.',
  ],
  'unknown-measure': [404, 'No such measure in this release', 'GET /v1/measures lists them.'],
  'unknown-period': [404, 'No such period for this measure', 'GET /v1/periods lists them.'],
  'unknown-area': [404, 'No such area', 'GET /v1/areas lists them.'],
  'unknown-ethnic-group': [404, 'No such ethnic group', 'GET /v1/ethnic-groups lists them.'],
  'unknown-pathway': [404, 'No such pathway in this release', '{ pathways { id } } lists them.'],
  'unknown-document': [
    404,
    'No document of this hash is kept here',
    'Send the query with its hash once; after that the hash is enough.',
  ],
  'unknown-population': [404, 'No such population', 'GET /v1/populations lists them.'],
  'unknown-release': [404, 'No such release', 'GET /v1/releases lists them.'],
  'unknown-layout': [404, 'No such layout', 'Leave `layout` out for our own columns.'],
  'query-too-large': [400, 'The query asks for too much at once', 'Ask for fewer areas, groups or fields.'],
  'too-many-requests': [
    429,
    'Too much at once',
    'Wait for as many seconds as Retry-After says. RateLimit tells what is left.',
  ],
  'identity-provider-unavailable': [
    503,
    'The identity provider does not answer',
    'Try again as Retry-After says, or use an API key.',
  ],
  'not-ready': [503, 'The service is not ready', 'Try again in a few seconds.'],
  internal: [500, 'Something went wrong on our side', 'Tell us the request id.'],
} as const satisfies Record<string, readonly [status: number, title: string, hint: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemPart {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  /** The same as `detail`, and where, as DfE's API names them: for scripts that were written for it. */
  readonly message?: string;
  readonly path?: string;
  /** Of the finding that it is about. */
  readonly key?: string;
}

/** Where to go instead; also in the Link header (RFC 8288). */
export interface ProblemLink {
  readonly rel: string;
  readonly href: string;
}

/** Thrown for anything the caller can mend. `detail` says what happened; it never holds a cell's value or SQL. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: string;
  readonly hint: string;
  readonly parts: readonly ProblemPart[];
  readonly links: readonly ProblemLink[];

  constructor(
    code: ProblemCode,
    detail: string,
    parts: readonly ProblemPart[] = [],
    links: readonly ProblemLink[] = [],
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.parts = parts;
    this.links = links;
    [this.status, this.title, this.hint] = PROBLEMS[code];
  }

  /** RFC 9457's body. */
  body(): Record<string, unknown> {
    return {
      type: `urn:london-disproportionality-data:problem:${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.message,
      code: this.code,
      hint: this.hint,
      ...(this.parts.length > 0 ? { errors: this.parts } : {}),
      ...(this.links.length > 0 ? { links: this.links } : {}),
    };
  }
}
