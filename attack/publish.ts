import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { InventedFile } from './invented.ts';

export interface Publishing {
  readonly address: string;
  /** The Authorization header of a key with this role, of this authority. */
  readonly key: (
    role: 'submitter' | 'approver' | 'steward' | 'publisher',
    area?: string,
  ) => Promise<{ authorization: string }>;
  /** Between drafting and publication; for tests that spoil a draft. */
  readonly beforePublication?: () => Promise<void>;
  /** Corrections to be let out however small. */
  readonly exceptions?: readonly object[];
}

const made = z.looseObject({ id: z.string().optional(), version: z.string().optional(), status: z.string() });
const report = z.object({ findings: z.array(z.looseObject({ key: z.string(), severity: z.string() })) });

/** Sends files as authorities do, and publishes a release of them, through the doors. */
export async function publishFiles(
  files: readonly InventedFile[],
  { address, key, beforePublication, exceptions = [] }: Publishing,
): Promise<string> {
  const call = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const reply = await fetch(new URL(path, address), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const json = (headers: Record<string, string>) => ({ ...headers, 'content-type': 'application/json' });
  const keys = new Map<string, Promise<{ authorization: string }>>();
  const keyOf = (role: 'submitter' | 'approver', area: string) => {
    const id = `${role} ${area}`;
    const known = keys.get(id) ?? key(role, area);
    keys.set(id, known);
    return known;
  };
  for (const { area, domain, period, csv } of files) {
    const staff = await keyOf('submitter', area);
    const terms = new URLSearchParams({ area, domain, period });
    const sent = made.parse(
      await call('POST', `/v1/submissions?${terms}`, { ...staff, 'content-type': 'text/csv' }, csv),
    );
    const own = `/v1/submissions/${sent.id}`;
    if (sent.status !== 'checked')
      throw new Error(`${area} ${domain}: ${JSON.stringify(await call('GET', `${own}/report`, staff))}`);
    const { findings } = report.parse(await call('GET', `${own}/report`, staff));
    for (const finding of findings.filter(({ severity }) => severity === 'query'))
      await call('PUT', `${own}/queries/${finding.key}/note`, json(staff), '{"note":"So it is."}');
    await call('POST', `${own}/submit`, staff);
    await call('POST', `${own}/approve`, await keyOf('approver', area));
  }
  const draft = made.parse(
    await call(
      'POST',
      '/v1/releases',
      json(await key('steward')),
      JSON.stringify({ bump: 'minor', exceptions }),
    ),
  );
  const progress = async () =>
    made.parse(await call('GET', `/v1/releases/${draft.version}/protection`, await key('steward')));
  while ((await progress()).status === 'running') await delay(500);
  const protection = await progress();
  if (protection.status !== 'done') throw new Error(JSON.stringify(protection));
  await beforePublication?.();
  const publisher = await key('publisher');
  await call('POST', `/v1/releases/${draft.version}/approve`, publisher);
  await call('POST', `/v1/releases/${draft.version}/publish`, publisher);
  return draft.version ?? '';
}

/** A target and a programme of an authority, which everybody may ask about. */
export async function declareSomething({ address, key }: Publishing, area: string): Promise<void> {
  const headers = { ...(await key('approver', area)), 'content-type': 'application/json' };
  const source = { title: 'A plan' };
  const common = { title: 'Diversion', area, measure: 'yj-diversion-stage-pct', group: 'black', source };
  const aim = { kind: 'closer-to-others' };
  const bodies = {
    targets: { ...common, aim, baseline: 'FY2024-25-Q1', due: '2027-03-31' },
    programmes: {
      ...{ name: 'Diversion', summary: 'Diverts.', areas: [area], start: '2024-07-01', status: 'standing' },
      measures: ['yj-diversion-stage-pct'],
    },
  };
  for (const [path, body] of Object.entries(bodies)) {
    const reply = await fetch(new URL(`/v1/${path}`, address), {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  }
}
