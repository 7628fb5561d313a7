import type { Area } from '../vocabulary/area.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Count } from '../vocabulary/symbol.ts';
import { findBenchmark } from './benchmark.ts';
import type { Caveat } from './caveats.ts';
import type { PopulationChoice, Side } from './denominator.ts';
import { compareWith, type Disproportionality } from './disproportionality.ts';
import type { Estimate } from './estimate.ts';
import { type Funnel, funnelOf } from './funnel.ts';
import type { Intervals } from './gap.ts';
import { isOneGroup } from './groups.ts';
import type { Rank } from './rank.ts';
import { rateOf } from './rate.ts';
import type { ReferenceContext, ReferenceQuestion } from './reference.ts';
import { populationShareOf, type Representation, representationOf, shareOf } from './representation.ts';
import { type UnknownEthnicity, unknownEthnicityOf } from './unknown.ts';

/** Answers are kept, and so are a row's references; a few of them, since there are many to ask for. */
const KEPT_REFERENCES = 4;

/** One area and group. What is not asked for is not worked out. */
export interface ComparisonRow<Asked = ReferenceQuestion> {
  /** The released counts that all of it is made of. */
  readonly side: Side;
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly numerator: Count;
  readonly denominator: Count;
  readonly rate: Estimate;
  /** The group's part of the area's events among known ethnicity, in per cent. */
  readonly share: Estimate;
  /** The group's part of the people among known ethnicity, in per cent. */
  readonly populationShare: Estimate;
  readonly representation: Representation;
  readonly rank: Rank | null;
  /** Beside London's rate for the group; null for other areas and without released rates. */
  readonly funnel: Funnel | null;
  readonly unknownEthnicity: UnknownEthnicity;
  readonly caveats: readonly Caveat[];
  against(reference: Asked): Disproportionality;
}

/** What the rows of one answer have in common. */
export interface RowContext<Asked> extends ReferenceContext {
  readonly intervals: Intervals;
  readonly choice: PopulationChoice | null;
  readonly rankOf: (area: string, group: string) => Rank | null;
  readonly caveatsOf: (area: Area, group: EthnicGroup, side: Side) => readonly Caveat[];
  /** The reference that a question asks for. Throws a Problem for one that is not known. */
  readonly refer: (asked: Asked) => ReferenceQuestion;
}

export function rowOf<Asked>(
  context: RowContext<Asked>,
  place: { readonly area: Area; readonly group: EthnicGroup },
): ComparisonRow<Asked> {
  return new Row(context, place.area, place.group);
}

/** What a row has been compared with, the last first: a chain, since an array makes room for more than there ever are. */
interface Compared {
  readonly asked: ReferenceQuestion;
  readonly made: Disproportionality;
  readonly before: Compared | null;
  readonly count: number;
}

/** A class, since an answer has hundreds of rows: a getter costs nothing until it is read, and a closure does. */
class Row<Asked> implements ComparisonRow<Asked> {
  readonly area: Area;
  readonly group: EthnicGroup;
  readonly side: Side;
  readonly #context: RowContext<Asked>;
  #rate: Estimate | undefined;
  #share: Estimate | undefined;
  #populationShare: Estimate | undefined;
  #representation: Representation | undefined;
  #funnel: Funnel | null | undefined;
  #unknownEthnicity: UnknownEthnicity | undefined;
  #caveats: readonly Caveat[] | undefined;
  #compared: Compared | null = null;

  constructor(context: RowContext<Asked>, area: Area, group: EthnicGroup) {
    this.area = area;
    this.group = group;
    this.side = context.sides.of(area.id, group.id);
    this.#context = context;
  }

  get numerator(): Count {
    return this.side.events.count;
  }

  get denominator(): Count {
    return this.side.base.count;
  }

  get rate(): Estimate {
    const { measure, confidence } = this.#context;
    this.#rate ??= rateOf(this.side, measure, confidence);
    return this.#rate;
  }

  get share(): Estimate {
    this.#share ??= shareOf(this.#context, this.area.id, this.group);
    return this.#share;
  }

  get populationShare(): Estimate {
    this.#populationShare ??= populationShareOf(this.#context, this.area.id, this.group);
    return this.#populationShare;
  }

  get representation(): Representation {
    this.#representation ??= representationOf(this.share, this.populationShare);
    return this.#representation;
  }

  get rank(): Rank | null {
    return this.#isRanked() ? this.#context.rankOf(this.area.id, this.group.id) : null;
  }

  get funnel(): Funnel | null {
    if (this.#funnel === undefined) {
      const { sides, measure, confidence } = this.#context;
      const given = { sides, measure, group: this.group.id, confidence };
      this.#funnel = this.#isRanked() ? funnelOf(this.side, given) : null;
    }
    return this.#funnel;
  }

  get unknownEthnicity(): UnknownEthnicity {
    this.#unknownEthnicity ??= unknownEthnicityOf(this.#context, this.area.id, this.group);
    return this.#unknownEthnicity;
  }

  get caveats(): readonly Caveat[] {
    this.#caveats ??= this.#context.caveatsOf(this.area, this.group, this.side);
    return this.#caveats;
  }

  against(reference: Asked): Disproportionality {
    const asked = this.#context.refer(reference);
    for (let each = this.#compared; each !== null; each = each.before)
      if (each.asked === asked) return each.made;
    const made = compareWith(this.#context, this, findBenchmark(this.#context, this, asked));
    const before = (this.#compared?.count ?? 0) < KEPT_REFERENCES ? this.#compared : null;
    this.#compared = { asked, made, before, count: (before?.count ?? 0) + 1 };
    return made;
  }

  #isRanked(): boolean {
    return this.area.kind === 'authority' && (isOneGroup(this.group) || this.group.level === 'all');
  }
}
