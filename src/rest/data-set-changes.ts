import { z } from 'zod';
import type { Contents, DataSet } from '../flow/data-set.ts';
import { metaOf, metaView } from './data-set-body.ts';

/** What is different in a version of a data set, in the shape of DfE's *Explore education statistics* API. */

type Meta = z.infer<typeof metaView>;
const { filters, indicators, geographicLevels, locations, timePeriods } = metaView.shape;
const filter = filters.element.omit({ options: true });
const level = z.strictObject({ code: z.string(), label: z.string() });

const change = <State extends z.ZodType>(state: State) =>
  z.strictObject({
    previousState: state.optional().describe('Not there where it is new'),
    currentState: state.optional().describe('Not there where it is gone'),
  });
const changeSet = z.strictObject({
  filters: z.array(change(filter)).optional(),
  filterOptions: z
    .array(z.strictObject({ filter, options: z.array(change(filters.element.shape.options.element)) }))
    .optional(),
  geographicLevels: z.array(change(geographicLevels.element)).optional(),
  indicators: z.array(change(indicators.element)).optional(),
  locationGroups: z.array(change(z.strictObject({ level }))).optional(),
  locationOptions: z
    .array(z.strictObject({ level, options: z.array(change(locations.element.shape.options.element)) }))
    .optional(),
  timePeriods: z.array(change(timePeriods.element)).optional(),
});
type ChangeSet = z.infer<typeof changeSet>;

const oneVersion = {
  versionNumber: z.string(),
  notes: z.string(),
  majorChanges: changeSet,
  minorChanges: changeSet,
};
export const changesView = z.strictObject({
  ...oneVersion,
  patchHistory: z
    .array(z.strictObject(oneVersion))
    .optional()
    .describe('Of a patch, with `includePatchHistory`: the patches before it'),
});

/** What a version has and the one before it had; nothing where there was none. */
export interface ComparedVersions {
  readonly set: DataSet;
  readonly contents: Contents;
  readonly previous: { readonly set: DataSet; readonly contents: Contents } | null;
}

export function changesOf({ set, contents, previous }: ComparedVersions) {
  const { version, notes, correction } = set.release;
  const text = correction === null ? notes : `${notes} This release corrects a mistake: ${correction}`.trim();
  const now = metaOf(set, contents);
  const before = previous === null ? now : metaOf(previous.set, previous.contents);
  const made = (kind: Kind) => changeSetOf(before, now, kind);
  return { versionNumber: version, notes: text, majorChanges: made('major'), minorChanges: made('minor') };
}

type Kind = 'major' | 'minor';
interface Change<State> {
  readonly previousState?: State;
  readonly currentState?: State;
}

function changeSetOf(before: Meta, now: Meta, kind: Kind): ChangeSet {
  const bare = ({ filters: all }: Meta) => all.map(({ options: _, ...rest }) => rest);
  const groups = ({ locations: all }: Meta) => all.map(groupOf);
  const options = now.filters.flatMap(({ options: after, ...each }) => {
    const was = before.filters.find(({ id }) => id === each.id)?.options ?? [];
    const made = changed(was, after, { kind, keyOf: ({ id }) => id });
    return made.length > 0 ? [{ filter: each, options: made }] : [];
  });
  const levels = new Map([...before.locations, ...now.locations].map((each) => [each.level, groupOf(each)]));
  const places = [...levels].flatMap(([code, group]) => {
    const [was, is] = [before, now].map(
      (meta) => meta.locations.find((each) => each.level === code)?.options ?? [],
    );
    const made = changed(was ?? [], is ?? [], { kind, keyOf: ({ id }) => id });
    return made.length > 0 ? [{ ...group, options: made }] : [];
  });
  const some = <T>(list: T[]) => (list.length > 0 ? list : undefined);
  return {
    filters: some(changed(bare(before), bare(now), { kind, keyOf: ({ id }) => id })),
    filterOptions: some(options),
    geographicLevels: some(
      changed(before.geographicLevels, now.geographicLevels, { kind, keyOf: ({ code }) => code }),
    ),
    indicators: some(changed(before.indicators, now.indicators, { kind, keyOf: ({ id }) => id })),
    locationGroups: some(changed(groups(before), groups(now), { kind, keyOf: (each) => each.level.code })),
    locationOptions: some(places),
    timePeriods: some(
      changed(before.timePeriods, now.timePeriods, {
        kind,
        keyOf: ({ code, period }) => `${period}|${code}`,
      }),
    ),
  };
}

/** What is gone is major; what is new, or called otherwise, is minor. */
function changed<State>(
  before: readonly State[],
  now: readonly State[],
  { kind, keyOf }: { readonly kind: Kind; readonly keyOf: (state: State) => string },
): Change<State>[] {
  const [was, is] = [before, now].map((list) => new Map(list.map((each) => [keyOf(each), each])));
  if (kind === 'major')
    return before.filter((each) => !is?.has(keyOf(each))).map((previousState) => ({ previousState }));
  return now.flatMap((currentState): Change<State>[] => {
    const previousState = was?.get(keyOf(currentState));
    if (previousState === undefined) return [{ currentState }];
    const same = JSON.stringify(previousState) === JSON.stringify(currentState);
    return same ? [] : [{ previousState, currentState }];
  });
}

function groupOf({ level: code, label }: Meta['locations'][number]) {
  return { level: { code, label } };
}
