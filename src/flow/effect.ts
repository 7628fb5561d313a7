import { type Caveat, caveat, unique } from '../comparison/caveats.ts';
import { type EffectBody, effectOf, together } from '../comparison/effect.ts';
import { breaksBetween } from '../comparison/series-break.ts';
import { partOfYear } from '../comparison/trend-test.ts';
import { Problem } from '../problem.ts';
import type { ReleaseFacts } from '../release/read.ts';
import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import { labelInSentence, type Period } from '../vocabulary/period.ts';
import type { Declared, Programme } from '../vocabulary/target.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import type { ComparisonAnswer } from './answer-shape.ts';
import { areaOf, type ComparisonQuestion, groupOf } from './question.ts';

/** A programme against areas without it, before and after. */
export interface EffectQuestion
  extends Pick<
    ComparisonQuestion,
    'measure' | 'sex' | 'ageBand' | 'category' | 'population' | 'intervals' | 'confidence' | 'release'
  > {
  readonly programme: string;
  readonly group: string;
  /** Areas without the programme, taken together. */
  readonly comparison: readonly string[];
  readonly before: string;
  readonly after: string;
}

export interface EffectAnswer extends EffectBody {
  readonly release: ReleaseFacts;
  readonly programme: Declared<Programme>;
  readonly measure: Measure;
  readonly group: EthnicGroup;
  readonly areas: readonly Area[];
  readonly comparisonAreas: readonly Area[];
  readonly before: Period;
  readonly after: Period;
}

export const MOST_COMPARISON_AREAS = 27;

/** Throws `bad-request` for areas that overlap, and the Problems of a comparison. */
export async function askEffect(
  question: EffectQuestion,
  given: {
    readonly release: ReleaseFacts;
    readonly vocabulary: Vocabulary;
    readonly programme: Declared<Programme>;
    readonly comparison: (question: ComparisonQuestion) => Promise<ComparisonAnswer>;
  },
): Promise<EffectAnswer> {
  const { release, vocabulary, programme, comparison: ask } = given;
  const { programme: _, group: groupId, comparison, before, after, ...rest } = question;
  const group = groupOf(vocabulary, groupId);
  const areas = programme.body.areas.map((id) => areaOf(vocabulary, id));
  if (comparison.length === 0 || comparison.length > MOST_COMPARISON_AREAS)
    throw new Problem('bad-request', `Name from 1 to ${MOST_COMPARISON_AREAS} areas to compare with.`);
  const others = [...new Set(comparison)].map((id) => areaOf(vocabulary, id));
  const treated = new Set(areas.flatMap(({ id }) => authoritiesIn(vocabulary, id)));
  const untreated = others.flatMap(({ id }) => authoritiesIn(vocabulary, id));
  if (new Set(untreated).size < untreated.length)
    throw new Problem('bad-request', 'Some of the areas to compare with are parts of others of them.');
  const overlap = untreated.filter((id) => treated.has(id)).length;
  if (overlap === untreated.length)
    throw new Problem('bad-request', 'All of the areas to compare with have the programme.');
  const ids = [...new Set([...areas, ...others].map(({ id }) => id))];
  const asked = { ...rest, areas: ids, groups: [group.id], release: release.version };
  const first = await ask({ ...asked, period: before });
  const last = await ask({ ...asked, period: after });
  if (last.period.end <= first.period.end)
    throw new Problem('bad-request', 'after is a period that ends later than before.');
  const { measure } = last;
  const sideOf = (answer: ComparisonAnswer, which: readonly Area[]) =>
    together(
      which.flatMap(({ id }) => answer.rows.filter(({ area }) => area.id === id).map(({ side }) => side)),
      measure,
    );
  const body = effectOf({
    measure,
    treated: { before: sideOf(first, areas), after: sideOf(last, areas) },
    comparison: { before: sideOf(first, others), after: sideOf(last, others) },
    overlapping: overlap > 0,
    confidence: question.confidence ?? 0.95,
    intervals: question.intervals ?? 'EXACT',
  });
  const breaks = breaksBetween(
    vocabulary,
    { period: first.period, body: first },
    { period: last.period, body: last },
  );
  return {
    ...body,
    release,
    programme,
    measure,
    group,
    areas,
    comparisonAreas: others,
    before: first.period,
    after: last.period,
    caveats: unique([
      ...body.caveats,
      ...programmeCaveats(programme.body, { measure, before: first.period, after: last.period }),
      ...breaks.map(({ text }) => caveat.seriesBreak(labelInSentence(last.period.id), text)),
      ...last.caveats,
    ]),
  };
}

function programmeCaveats(
  { schools, start, end, measures }: Programme,
  { measure, before, after }: { measure: Measure; before: Period; after: Period },
): readonly Caveat[] {
  const list: Caveat[] = [];
  if (schools !== null && schools.taking < schools.of) list.push(caveat.partlyTreated(schools));
  if (start <= before.end || start > after.end || (end !== null && end < after.start))
    list.push(caveat.programmeOutside(start));
  if (!measures.includes(measure.id)) list.push(caveat.notAimedAt());
  if (partOfYear(before) !== partOfYear(after)) list.push(caveat.seasonal());
  if (before.kind === 'snapshot' || after.kind === 'snapshot') list.push(caveat.samePeople());
  return list;
}
