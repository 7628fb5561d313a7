/** Fewer events on either side than this, and no verdict is given. Source: 34 CFR 300.647, minimum cell size 10. */
export const FEWEST_EVENTS = 10;
/** Fewer in the base on either side than this, and no verdict is given. Source: 34 CFR 300.647, minimum n-size 30. */
export const SMALLEST_BASE = 30;
/** The same for rates of a population. Source: prism-r, which takes no rate of fewer than 100 children. */
export const SMALLEST_POPULATION = 100;
/** Beyond this many years between population and period the answer warns: RM032 is of 2021 and is not rolled forward. */
export const OLDEST_POPULATION_YEARS = 3;
/** From this share of unknown ethnicity on, the answer warns. */
export const LARGE_UNKNOWN_SHARE = 0.1;
/** From this many rows on, the answer warns that some differ by chance: at 95% limits, one in twenty. */
export const MANY_ROWS = 20;
