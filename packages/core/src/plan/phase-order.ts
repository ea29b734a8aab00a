/** What ordering needs to know of one task of a phase. */
export interface Orderable {
  /** Position in the report, the last tie-break. */
  index: number;
  estimateTokens: number;
  files: readonly string[];
  /** Indexes of tasks of the same phase that must come first; cycles are tolerated. */
  needs: readonly number[];
}

/**
 * Orders the tasks of one phase: those that unblock others first, tasks of the same file
 * together, simpler ones before complex ones.
 *
 * A task never stands before one that it needs, unless needs form a cycle: its members and
 * what waits for them keep the order of the other rules.
 */
export function phaseOrder<Item extends Orderable>(tasks: readonly Item[]): Item[] {
  const levels = needLevels(tasks);
  const groups = sameFileGroups(tasks);
  const blockers = new Set(tasks.flatMap((task) => task.needs));
  // Nobody needs a task that is no blocker, so only blockers have to follow the levels.
  const rank = (task: Orderable) => (blockers.has(task.index) ? levelOf(task) : tasks.length + 1);
  const levelOf = (task: Orderable) => levels.get(task.index) ?? 0;
  const groupOf = (task: Orderable) => groups.get(task.index) ?? { estimate: 0, first: 0 };
  return [...tasks].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      groupOf(a).estimate - groupOf(b).estimate ||
      groupOf(a).first - groupOf(b).first ||
      a.estimateTokens - b.estimateTokens ||
      a.index - b.index,
  );
}

/** Level 0 needs nothing, level n needs something of level n - 1; members of cycles come last. */
function needLevels(tasks: readonly Orderable[]): Map<number, number> {
  const open = new Map(tasks.map((task) => [task.index, task.needs.length]));
  const waiting = new Map<number, number[]>();
  for (const task of tasks) {
    for (const need of task.needs) {
      const list = waiting.get(need);
      if (list === undefined) waiting.set(need, [task.index]);
      else list.push(task.index);
    }
  }
  const levels = new Map<number, number>();
  let ready = tasks.filter((task) => task.needs.length === 0).map((task) => task.index);
  for (let level = 0; ready.length > 0; level += 1) {
    const next: number[] = [];
    for (const index of ready) {
      levels.set(index, level);
      for (const waiter of waiting.get(index) ?? []) {
        const left = (open.get(waiter) ?? 0) - 1;
        open.set(waiter, left);
        if (left === 0) next.push(waiter);
      }
    }
    ready = next;
  }
  for (const task of tasks) {
    if (!levels.has(task.index)) levels.set(task.index, tasks.length);
  }
  return levels;
}

interface Group {
  estimate: number;
  first: number;
}

/** Tasks that share a file, directly or through others, form a group. */
function sameFileGroups(tasks: readonly Orderable[]): Map<number, Group> {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) {
      root = up;
    }
    for (let walk = name; walk !== root; ) {
      const up = parent.get(walk) ?? root;
      parent.set(walk, root);
      walk = up;
    }
    return root;
  };
  const nameOf = (task: Orderable) => `task:${task.index}`;
  for (const task of tasks) {
    for (const file of task.files) parent.set(find(nameOf(task)), find(`file:${file}`));
  }
  const byRoot = new Map<string, Group>();
  const groups = new Map<number, Group>();
  for (const task of tasks) {
    const root = find(nameOf(task));
    const group = byRoot.get(root) ?? { estimate: task.estimateTokens, first: task.index };
    group.estimate = Math.min(group.estimate, task.estimateTokens);
    byRoot.set(root, group);
    groups.set(task.index, group);
  }
  return groups;
}
