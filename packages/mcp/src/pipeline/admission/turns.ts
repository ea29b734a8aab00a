/** Keeps the hub from working at a stretch for so long that it hears of nothing else. */
export interface Turns {
  /** False once this turn has taken its time; `again` is called at the next turn. */
  hasTime(): boolean;
}

/**
 * Between two turns the process looks for what arrived: calls, heartbeats, timers. Without that,
 * calls would wait unseen where nobody can tell who waits for how long.
 */
export function createTurns(
  options: { turnMs: number; now: () => number; nextTurn: (work: () => void) => void },
  again: () => void,
): Turns {
  let startedAt: number | null = null;
  return {
    hasTime() {
      const at = options.now();
      if (startedAt === null) {
        startedAt = at;
        options.nextTurn(() => {
          startedAt = null;
          again();
        });
      }
      return at - startedAt < options.turnMs;
    },
  };
}
