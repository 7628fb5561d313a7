/** Lets so many pieces of work run at a time; the others wait and are let in in the order in which they came. */
export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for a turn and returns what ends it, which may be called again. For a turn that is over before its work is. */
  enter(): Promise<() => void>;
}

export function createTurns(width: number): Turns {
  const waiting: (() => void)[] = [];
  let free = width;
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const enter = async () => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    let over = false;
    return () => {
      if (!over) leave();
      over = true;
    };
  };
  return {
    enter,
    async take(work) {
      const end = await enter();
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}

/** Turns that nobody waits for. */
export const NO_TURNS: Turns = { enter: async () => () => {}, take: (work) => work() };
