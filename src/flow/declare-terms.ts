import { Problem, type ProblemPart } from '../problem.ts';
import { LONDON } from '../vocabulary/area.ts';
import { hasShares, type Measure } from '../vocabulary/measure.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import type { Programme, Target } from '../vocabulary/target.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { areaOf, breakdownOf, groupOf, measureOf } from './question.ts';

const KINDS_OF_AREA = ['authority', 'sub-region', 'inner-outer', 'region'];

/** The target in the vocabulary's own spelling. Throws a Problem that names everything that does not fit. */
export function targetTerms(target: Target, vocabulary: Vocabulary): Target {
  const measure = measureOf(vocabulary, target.measure);
  const area = areaOf(vocabulary, target.area);
  const group = groupOf(vocabulary, target.group);
  for (const category of target.categories) breakdownOf({ ...target, category }, measure);
  const { population, reference, baseline, due, judgedFrom } = target;
  if (population !== null && !vocabulary.population.has(population)) {
    throw new Problem('unknown-population', `There is no population '${population}'.`);
  }
  const period = parsePeriod(baseline.toUpperCase());
  const against = {
    kind: reference.kind,
    group: reference.kind === 'group' ? groupOf(vocabulary, reference.group ?? 'white-british').id : null,
    area: reference.kind === 'same-group-in-area' ? areaOf(vocabulary, reference.area ?? LONDON).id : null,
  };
  const faults: [field: string, detail: string][] = [];
  if (!KINDS_OF_AREA.includes(area.kind))
    faults.push(['area', 'is not an authority, a sub-region, Inner or Outer London, or London']);
  if (period === undefined) faults.push(['baseline', 'is not a period, such as AY2024-25 or FY2025-26-Q2']);
  else if (due <= period.end) faults.push(['due', 'is not after the baseline']);
  if (judgedFrom !== null && judgedFrom >= due) faults.push(['judgedFrom', 'is not before due']);
  if (against.group === group.id) faults.push(['reference', 'is the group itself']);
  if (reference.kind === 'same-group-in-area' && against.area === area.id)
    faults.push(['reference', 'is the area itself']);
  const unfit = unfitAim(target, measure);
  if (unfit !== null) faults.push(['aim', unfit]);
  refuse(faults);
  return {
    ...target,
    measure: measure.id,
    area: area.id,
    group: group.id,
    reference: against,
    baseline: period?.id ?? baseline,
  };
}

/** Why a measure cannot be aimed at like this; null where it can. */
function unfitAim({ aim }: Target, measure: Measure): string | null {
  const { kind, polarity } = measure;
  const directed = polarity === 'higher-is-better' || polarity === 'higher-is-worse';
  if (kind === 'gap') return `${measure.id} is worked out from other measures: aim at one of those`;
  switch (aim.kind) {
    case 'percentage-reduction':
      return polarity === 'higher-is-better' ? `of ${measure.id} more is better: reduce its opposite` : null;
    case 'within-margin':
      return hasShares(measure) ? null : `${measure.id} has no shares to hold against a population`;
    case 'closer-to-others':
      return kind === 'count'
        ? `${measure.id} is a plain count: groups of unlike size are not compared`
        : null;
    case 'parity':
      if (!directed) return `${measure.id} has no better and worse: aim within a margin`;
      return kind === 'count' && aim.benchmark === null
        ? `${measure.id} is a plain count: name a benchmark`
        : null;
    case 'previous-best':
      return directed ? null : `${measure.id} has no better and worse, and so no best`;
  }
}

/** The programme in the vocabulary's own spelling. Throws a Problem that names everything that does not fit. */
export function programmeTerms(programme: Programme, vocabulary: Vocabulary): Programme {
  const areas = programme.areas.map((id) => areaOf(vocabulary, id));
  const measures = programme.measures.map((id) => measureOf(vocabulary, id).id);
  const { schools, start, end } = programme;
  const faults: [field: string, detail: string][] = [];
  areas.forEach(({ kind }, index) => {
    if (kind !== 'authority') faults.push([`areas.${index}`, 'is not an authority of London']);
  });
  if (end !== null && end < start) faults.push(['end', 'lies before the start']);
  if (schools !== null && schools.taking > schools.of)
    faults.push(['schools', 'has more taking part than there are']);
  refuse(faults);
  return { ...programme, areas: unique(areas.map(({ id }) => id)), measures: unique(measures) };
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

function refuse(faults: readonly (readonly [field: string, detail: string])[]): void {
  if (faults.length === 0) return;
  const parts = faults.map(([field, detail]): ProblemPart => ({ code: 'bad-request', field, detail }));
  throw new Problem('bad-request', 'It cannot be declared like this; see errors.', parts);
}
