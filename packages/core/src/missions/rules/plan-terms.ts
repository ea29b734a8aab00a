/**
 * What a plan says about the order of its tasks beyond what each depends on.
 *
 * Made once when the mission plans, and kept: editing the plan later changes nothing here.
 * Tasks are named by id, nodes of the plan by theirs.
 */
export interface PlanTerms {
  readonly waits: readonly Wait[];
  readonly conditions: readonly Condition[];
  /** What each counter of the claims stands for, in words. */
  readonly counters: readonly string[];
  readonly externals: readonly External[];
  /** Nodes above the atomics, in the order of the plan. */
  readonly nodes: readonly { readonly id: string; readonly title: string }[];
}

/** `tasks` begin once all of `after` are settled; stands for pairs that would be too many. */
export interface Wait {
  readonly after: readonly string[];
  readonly tasks: readonly string[];
}

/** `tasks` are done only if one of the sources ended as it says; else they are skipped. */
export interface Condition {
  readonly node: string;
  readonly tasks: readonly string[];
  readonly sources: readonly ConditionSource[];
}

export interface ConditionSource {
  readonly node: string;
  readonly when: 'done' | 'failed';
  readonly tasks: readonly string[];
}

/** `tasks` begin once a node of another plan, or all of it, is done. */
export interface External {
  readonly node: string;
  readonly tasks: readonly string[];
  readonly planId: string;
  readonly otherId: string | null;
}

/**
 * What a task and others cannot have at the same time: shared resources, files, things that are
 * kept apart. It may begin while each counter it looks at stands no higher than `most`, and
 * raises those it takes for as long as it is under way.
 */
export interface Claims {
  readonly checks: readonly { readonly counter: number; readonly most: number }[];
  readonly takes: readonly { readonly counter: number; readonly units: number }[];
}

/** Units of a lock of the hub that a task holds while it is under way, against everybody else. */
export interface LockNeed {
  readonly lockId: string;
  readonly count: number;
  readonly capacity: number;
}

/** Missions that do not run a plan have these. */
export const noTerms: PlanTerms = {
  waits: [],
  conditions: [],
  counters: [],
  externals: [],
  nodes: [],
};
