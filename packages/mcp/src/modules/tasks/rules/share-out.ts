/** Virtual time one task costs a share of weight 1. */
const taskCost = 1_000;

/** Who has tasks ready and takes turns with others of its kind: a project, or a tenant. */
export interface Contender {
  readonly id: string;
  /** What it was served so far, by weight. The smallest is served next. */
  readonly virtualTime: number;
  readonly weight: number;
  /** Tasks it could be given now, by what is ready and by its limit. */
  readonly capacity: number;
}

export interface Portion {
  readonly id: string;
  readonly count: number;
  /** Virtual time after this. */
  readonly virtualTime: number;
}

export interface SharedOut {
  /** Only those who get something. */
  readonly portions: readonly Portion[];
  /** Virtual time of the last turn: who becomes active later starts from here. */
  readonly floor: number;
}

/** What one task costs, in virtual time. */
export function costOf(weight: number): number {
  return Math.max(1, Math.round(taskCost / weight));
}

/**
 * Shares `count` tasks out: each goes to whoever has had the least by weight, ties by id.
 *
 * Among those who always have something ready the shares differ by no more than one task at
 * weight 1, and nobody waits longer than the others together have turns.
 */
export function shareOut(contenders: readonly Contender[], count: number): SharedOut {
  const rows = contenders.map((contender) => ({ ...contender, count: 0 }));
  let floor = 0;
  for (let given = 0; given < count; given += 1) {
    const next = leastServed(rows);
    if (!next) break;
    floor = Math.max(floor, next.virtualTime);
    next.count += 1;
    next.virtualTime += costOf(next.weight);
  }
  const portions = rows
    .filter((row) => row.count > 0)
    .map((row) => ({ id: row.id, count: row.count, virtualTime: row.virtualTime }));
  return { portions, floor };
}

function leastServed<Row extends Contender & { count: number }>(rows: readonly Row[]) {
  let least: Row | undefined;
  for (const row of rows) {
    if (row.count >= row.capacity) continue;
    if (!least || isBefore(row, least)) least = row;
  }
  return least;
}

function isBefore(a: Contender, b: Contender): boolean {
  return a.virtualTime < b.virtualTime || (a.virtualTime === b.virtualTime && a.id < b.id);
}

/**
 * Virtual time of somebody who was idle: never so far back that it makes up for having had
 * nothing to do.
 */
export function caughtUp(virtualTime: number, floor: number): number {
  return Math.max(virtualTime, floor);
}
