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

export interface TurnOptions {
  /** Time of one turn at least, and at most. */
  turnMs: number;
  turnMsMax: number;
  now: () => number;
  nextTurn: (work: () => void) => void;
}

/** Work gets so many times the time that looking for what arrived took. */
const workShare = 4;

/**
 * Between two turns the process looks for what arrived: calls, heartbeats, timers. Without that,
 * calls would wait unseen where nobody can tell who waits for how long.
 *
 * The more there is to look at, the longer a turn: otherwise a hub that is flooded would spend
 * its time looking and refusing.
 */
export function createTurns(options: TurnOptions, again: () => void): Turns {
  const { turnMs, turnMsMax, now, nextTurn } = options;
  let startedAt: number | null = null;
  let endedAt = now();
  let allowedMs = turnMs;
  let plannedMs = 0;
  let begun = 0;

  const begin = (at: number): void => {
    startedAt = at;
    plannedMs = 0;
    begun = 0;
    nextTurn(() => {
      // What passed since work ended was spent on looking.
      const lookingMs = now() - Math.max(endedAt, at);
      allowedMs = Math.min(turnMsMax, Math.max(turnMs, lookingMs * workShare));
      startedAt = null;
      again();
      endedAt = now();
    });
  };
  return {
    hasTime(costMs, batch) {
      const at = now();
      if (startedAt === null) begin(at);
      const isOver = Math.max(at - (startedAt ?? at), plannedMs) >= allowedMs;
      if (isOver && begun >= batch) return false;
      plannedMs += costMs;
      begun += 1;
      endedAt = at;
      return true;
    },
  };
}
