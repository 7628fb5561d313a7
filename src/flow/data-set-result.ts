import type { ProblemPart } from '../problem.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { fault } from './data-set-criteria.ts';
import { type Fields, indexOf } from './data-set-rows.ts';
import {
  FILTERS,
  INDICATORS,
  type Indicator,
  levelOf,
  locationsOf,
  optionId,
  optionLabel,
  type TimePeriod,
  timePeriodOf,
} from './data-set-words.ts';

/** A row as DfE's API gives it, and beside each value why it is or is not there. */
export interface DataSetResult {
  readonly timePeriod: TimePeriod;
  readonly geographicLevel: string;
  readonly locations: Readonly<Record<string, string>>;
  readonly filters: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly valueStatuses: Readonly<Record<string, string>>;
}

/** Indicators as they were sent; all of them where none were. */
export function indicatorsOf(sent: readonly string[] | undefined): {
  readonly indicators: readonly Indicator[];
  readonly faults: readonly ProblemPart[];
} {
  if (sent === undefined || sent.length === 0) return { indicators: INDICATORS, faults: [] };
  const faults: ProblemPart[] = [];
  const indicators = sent.flatMap((id, index) => {
    const known = INDICATORS.find((each) => each.id === id.toLowerCase());
    if (known !== undefined) return [known];
    const ids = INDICATORS.map((each) => each.id).join(', ');
    faults.push(fault('IndicatorsNotFound', `indicators[${index}]`, `Must be one of ${ids}.`));
    return [];
  });
  return { indicators, faults };
}

export function resultOf(
  fields: Fields,
  {
    indicators,
    vocabulary,
    debug,
  }: { readonly indicators: readonly Indicator[]; readonly vocabulary: Vocabulary; readonly debug: boolean },
): DataSetResult {
  const field = (column: string) => fields[indexOf(column)];
  const told = (id: string, label: string) => (debug ? `${id} :: ${label}` : id);
  const area = vocabulary.area.get(field('area') ?? '');
  if (area === undefined) throw new Error('A released row is of an area that its vocabulary does not know');
  const places = Object.entries(locationsOf(area));
  const statuses = indicators.map((indicator) => [
    told(indicator.id, indicator.label),
    statusOf(indicator, fields),
  ]);
  return {
    timePeriod: timePeriodOf(field('period') ?? ''),
    geographicLevel: levelOf(area).code,
    locations: Object.fromEntries(
      places.map(([level, id]) => [level, told(id, vocabulary.area.get(id)?.name ?? id)]),
    ),
    filters: Object.fromEntries(
      FILTERS.map(({ id, label }) => {
        const option = field(id) ?? '';
        return [told(id, label), told(optionId(id, option), optionLabel(id, option, vocabulary))];
      }),
    ),
    values: Object.fromEntries(
      indicators.map((indicator) => [
        told(indicator.id, indicator.label),
        field(indicator.id) ?? statusOf(indicator, fields),
      ]),
    ),
    valueStatuses: Object.fromEntries(statuses),
  };
}

/** Why a value is or is not there. A measure without a denominator, and a value without limits, have none: `z`. */
function statusOf({ id, status }: Indicator, fields: Fields): string {
  const said = fields[indexOf(status)] ?? 'z';
  const carries = said === 'shown' || said === 'rounded';
  return carries && fields[indexOf(id)] === undefined ? 'z' : said;
}
