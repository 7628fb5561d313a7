import type { Area } from '../vocabulary/area.ts';
import type { ProtectedCell } from '../vocabulary/cell.ts';
import { type Layout, type ScopedNote, scopedNote } from '../vocabulary/layout.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { CompareInput, PopulationUse } from './question.ts';

/** Where figures come from, and what to print beside them. */
export interface Source {
  readonly publisher: string;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string;
}

/** What the authorities sent to this service. */
const AUTHORITIES: Source = {
  publisher: "London's local authorities, submitted to this service",
  title: "London's local authorities, submitted to this service",
  licence: 'Open Government Licence v3.0',
  attribution:
    "Contains public sector information from London's local authorities licensed under the Open Government Licence v3.0.",
};

interface Answer extends Pick<CompareInput, 'vocabulary' | 'measure' | 'periods'> {
  readonly population: PopulationUse | null;
  readonly areas: readonly Area[];
  readonly groups: readonly { readonly id: string }[];
}

/** Where an answer's figures come from: those of its measure, then those of its population. */
export function sourcesOf(answer: Answer): readonly Source[] {
  const sources = contributions(answer).flatMap(({ layouts }) => layouts.map(sourceOf));
  if (answer.periods.some(({ cells }) => cells.some(({ origin }) => origin === 'authority')))
    sources.push(AUTHORITIES);
  return sources;
}

/** Where official figures of a measure come from, whatever a release holds of it. */
export function officialSources({ layouts }: Vocabulary, measure: string): readonly Source[] {
  return layouts.filter((layout) => fills(layout, measure)).map(sourceOf);
}

function sourceOf({ publisher, title, licence, attribution }: Layout): Source {
  return { publisher, title, licence, attribution };
}

/** What the layouts say of the figures, each note once and only where the answer has what it is about. */
export function notesOf(answer: Answer): readonly string[] {
  const groups = new Set(answer.groups.map(({ id }) => id));
  const texts = contributions(answer).flatMap(({ id, periods, layouts }) =>
    layouts
      .flatMap((layout) => layout.caveats.map(scopedNote))
      .filter((note) => isAbout(note, { id, periods, groups }))
      .map(({ text }) => text),
  );
  return [...new Set(texts)];
}

interface Contribution {
  /** Of the measure, or of the population. */
  readonly id: string;
  readonly periods: readonly string[];
  readonly layouts: readonly Layout[];
}

/** The layouts that official figures of the measure, and of its population, came in by. */
function contributions({ vocabulary, measure, periods, population, areas }: Answer): readonly Contribution[] {
  const asked = new Set(areas.map(({ id }) => id));
  const isOfficial = (cells: readonly ProtectedCell[]): boolean =>
    cells.some(({ origin }) => origin === 'official');
  const layoutsOf = (id: string): readonly Layout[] =>
    vocabulary.layouts.filter((layout) => fills(layout, id) && speaksOf(layout, asked));
  const list: Contribution[] = [];
  if (periods.every(({ cells }) => cells.length === 0)) return list;
  const official = periods.filter(({ cells }) => isOfficial(cells)).map(({ period }) => period);
  if (official.length > 0) list.push({ id: measure.id, periods: official, layouts: layoutsOf(measure.id) });
  if (population !== null && periods.some(({ populationCells }) => isOfficial(populationCells))) {
    const { id } = population.population;
    list.push({ id, periods: [population.period], layouts: layoutsOf(id) });
  }
  return list;
}

function fills({ rules }: Layout, id: string): boolean {
  return rules.some(({ values }) => values.some(({ measure }) => measure === id));
}

/** A table of one fixed area (of England, say) is no source of another's figures. */
function speaksOf({ areas }: Layout, asked: ReadonlySet<string>): boolean {
  return areas.some(({ fixed }) => fixed === undefined || asked.has(fixed));
}

function isAbout(
  { measures, groups, periods }: ScopedNote,
  answer: { readonly id: string; readonly periods: readonly string[]; readonly groups: ReadonlySet<string> },
): boolean {
  return (
    (measures?.includes(answer.id) ?? true) &&
    (groups?.some((group) => answer.groups.has(group)) ?? true) &&
    (periods?.some((period) => answer.periods.includes(period)) ?? true)
  );
}
