/** Keeps the hub from working at a stretch for so long that it hears of nothing else. */
export interface Turns {
  /**
   * False once this turn has taken its time; `again` is called at the next turn. True plans
   * `costMs` of the turn: what is begun together shows only later how long it takes.
   *
   * `batch` may always begin together: calls that share a transaction cost little more than one,
   * and would cost more and more if a slow disk let ever fewer of them share.
   */
  hasTime(costMs: number, batch: number): boolean;
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
  let plannedMs = 0;
  let begun = 0;
  return {
    hasTime(costMs, batch) {
      const at = options.now();
      if (startedAt === null) {
        startedAt = at;
        plannedMs = 0;
        begun = 0;
        options.nextTurn(() => {
          startedAt = null;
          again();
        });
      }
      const isOver = Math.max(at - startedAt, plannedMs) >= options.turnMs;
      if (isOver && begun >= batch) return false;
      plannedMs += costMs;
      begun += 1;
      return true;
    },
  };
}
