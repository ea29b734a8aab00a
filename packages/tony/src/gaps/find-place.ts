import { childNumberMax } from '../plan/node-id.ts';
import { gapLimits } from './gap-limits.ts';
import { type GrownPlan, lastNumber, levelBelow } from './grown-plan.ts';

/** Where a step can be added. */
export interface Place {
  readonly parent: number;
  /** Whether the parent is a task, in which a subtask has to be made first. */
  readonly isTask: boolean;
}

/**
 * Finds the nearest place for a step that is to be done after the atomic at `near`: its subtask,
 * its task, its story, and only then farther away and beyond the advised sizes.
 *
 * What has to be done before `near` cannot hold it. Null where everything is full.
 */
export function findPlace(plan: GrownPlan, near: number, minutes: number): Place | null {
  const earlier = reachedBackwards(plan.before, 2 * near);
  const isFree = (at: number) => earlier[2 * at + 1] !== 1;
  const part = plan.parent[near] ?? -1;
  // Inside what holds `near` a step orders nothing else; elsewhere it might order what is parallel.
  const staysNear = plan.source.edges.some(({ kind }) => kind === 'parallel');
  const candidates = (scope: number, level: 3 | 4) => {
    const own = level === 4 ? part : (plan.parent[part] ?? -1);
    return (staysNear ? [own] : levelBelow(plan, scope, level)).filter(isFree);
  };
  for (const isWanted of [true, false]) {
    const farthest = isWanted ? 2 : 0;
    for (
      let scope = part;
      scope >= 0 && (plan.levels[scope] ?? 0) >= farthest;
      scope = plan.parent[scope] ?? -1
    ) {
      const found = candidates(scope, 4).find((at) => hasRoom(plan, at, isWanted ? minutes : null));
      if (found !== undefined) return { parent: found, isTask: false };
      const task = candidates(scope, 3).find((at) => hasRoomForPart(plan, at, isWanted));
      if (task !== undefined) return { parent: task, isTask: true };
    }
  }
  return null;
}

/** Whether a subtask can take one more step, within the advised sizes where minutes are given. */
function hasRoom(plan: GrownPlan, at: number, minutes: number | null): boolean {
  const children = plan.children[at] ?? [];
  if (lastNumber(plan, at) >= childNumberMax) return false;
  if (minutes === null) return children.length < gapLimits.childrenMax;
  const work = children.reduce(
    (sum, child) => sum + (plan.nodes[child]?.estimate?.minutes ?? 0),
    minutes,
  );
  return children.length < gapLimits.stepsWantedMax && work <= gapLimits.partMinutesMax;
}

/** A task without children is to be split by somebody else. */
function hasRoomForPart(plan: GrownPlan, at: number, isWanted: boolean): boolean {
  const count = plan.children[at]?.length ?? 0;
  const max = isWanted ? gapLimits.partsWantedMax : gapLimits.childrenMax;
  return count > 0 && count < max && lastNumber(plan, at) < childNumberMax;
}

function reachedBackwards(before: readonly number[][], from: number): Uint8Array {
  const reached = new Uint8Array(before.length);
  reached[from] = 1;
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const other of before[at] ?? []) {
      if (reached[other] === 1) continue;
      reached[other] = 1;
      open.push(other);
    }
  }
  return reached;
}
