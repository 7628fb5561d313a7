import type { Place } from './finding.ts';
import type { Reading } from './reading.ts';

/** The count that the catalogue gives pupils, whichever measure divides by them. */
const PUPILS = 'pupils-on-roll';

export interface SentPupils {
  readonly value: number;
  readonly place: Place;
}

export interface PupilWatch {
  take(reading: Reading): void;
  /** By ethnic group. */
  sent(): ReadonlyMap<string, SentPupils>;
}

/** Keeps how many pupils a file says there are, all of them and of each ethnic group. */
export function createPupilWatch(): PupilWatch {
  const pupils = new Map<string, SentPupils>();
  return {
    take({ draft, measure, group, denominator, sex, ageBand, category, whole }) {
      if (measure?.denominatorCount !== PUPILS || whole < 0 || group.kind !== 'group') return;
      if (denominator.kind !== 'number' || draft.rounded || draft.isPart || pupils.has(group.group.id))
        return;
      if (sex !== 'all' || ageBand !== 'all' || category?.dimension !== null) return;
      const { row, line } = draft;
      pupils.set(group.group.id, { value: denominator.value, place: { row, line } });
    },
    sent: () => pupils,
  };
}
