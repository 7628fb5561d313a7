import { readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Test } from 'tap';
import { z } from 'zod';
import { createKey } from '../../src/storage/keys.ts';
import { asOwner, testDatabase } from './database.ts';
import { type ServiceProcess, startService } from './service-process.ts';

const PERIOD = 'AY2024-25-T1';
const AREA = 'E09000012';
const GROUPS = ['asian', 'black', 'mixed', 'other', 'white', 'not-known', 'all'];
const HEADER = 'measure,period,area,ethnic_group,category,numerator,denominator';

/** Officers of one authority and the files they send to services of their own, on one database. */
export async function uploading(t: Pick<Test, 'teardown'>, options: { readonly template?: string } = {}) {
  const { db, url } = await testDatabase(t, options);
  const by = { actor: 'test', at: new Date() };
  const keyOf = async (role: 'submitter' | 'approver', name: string) => {
    const { key } = await createKey(db.intake, { name, roles: [role], area: AREA }, by);
    return `Bearer ${key}`;
  };
  const [ann, ben] = [await keyOf('submitter', 'Ann'), await keyOf('submitter', 'Ben')];
  const [cat, dan] = [await keyOf('approver', 'Cat'), await keyOf('approver', 'Dan')];
  return {
    ann,
    ben,
    cat,
    dan,
    start: (more: Readonly<Record<string, string>> = {}) =>
      startService({ DATABASE_URL: url, MAX_UPLOAD_MEGABYTES: '4', ...more }),
    asOwner: (sql: string) => asOwner(url, sql),
    kept: () => kept(url),
    /** Sends a file, by default as Ann. */
    send: (
      { address }: ServiceProcess,
      file: string | ReadableStream<Uint8Array>,
      more: Readonly<Record<string, string>> = {},
      signal?: AbortSignal,
    ) =>
      fetch(
        `${address}/v1/submissions?domain=education&period=${PERIOD}&area=${AREA}&classification=census-2021`,
        {
          method: 'POST',
          headers: { authorization: ann, 'content-type': 'text/csv', ...more },
          body: file,
          ...(signal === undefined ? {} : { signal }),
          // Node asks for this with a body that is a stream.
          ...(typeof file === 'string' ? {} : { duplex: 'half' }),
        },
      ),
  };
}

export const sentBody = z.looseObject({ id: z.string() });

/** How many cells are in `fileOf`. */
export const cellsOf = (schools: number) => schools * GROUPS.length;

/** A file without a fault that nobody else sends: `mark` is the numerator of each of its groups. */
export function fileOf(mark: number, schools = 150): string {
  const lines = Array.from({ length: cellsOf(schools) }, (_, row) => {
    const group = GROUPS[row % GROUPS.length];
    const times = group === 'all' ? GROUPS.length - 1 : 1;
    const school = Math.floor(row / GROUPS.length);
    return `ed-suspension-rate,${PERIOD},${AREA},${group},phase:school-${school},${mark * times},${9000 * times}`;
  });
  return `${[HEADER, ...lines].join('\r\n')}\r\n`;
}

/** What is kept of each submission; and whose parts are kept without it. */
async function kept(url: string) {
  const { rows } = await asOwner(
    url,
    `select s.id, s.idempotency_key as key, s.sha256, s.status, s.row_count as rows, s.cell_count as cells,
       (select count(*)::int from intake.stored_cell c where c.submission_id = s.id) as stored,
       (select count(distinct numerator)::int from intake.stored_cell c where c.submission_id = s.id and c.ethnic_group <> 'all') as marks,
       (select encode(sha256(string_agg(bytes, '' order by part)), 'hex') from intake.submission_file f where f.submission_id = s.id) as bytes,
       (select count(*)::int from intake.submission_finding f where f.submission_id = s.id) = s.error_count + s.query_count + s.notice_count as told,
       (select count(*)::int from audit.event e where e.subject_id = s.id::text and e.act = 'submission.receive') as acts
     from intake.submission s where s.sender in ('Ann', 'Ben')`,
  );
  const { rows: astray } = await asOwner(
    url,
    `select submission_id from intake.cell_block union all select submission_id from intake.submission_file
     union all select submission_id from intake.submission_finding except all select id from intake.submission
     except select id from intake.submission`,
  );
  return { rows, astray };
}

/** How many files of uploads a process holds open: they have no names. */
export async function spooled(pid: number): Promise<number> {
  const open = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(open.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return links.filter((link) => link.startsWith(`${tmpdir()}/`) && link.endsWith(' (deleted)')).length;
}
