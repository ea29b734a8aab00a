/**
 * What a plan says about the order of its tasks beyond what each depends on.
 *
 * Made once when the mission plans, and kept: editing the plan later changes nothing here.
 * Tasks are named by id, nodes of the plan by theirs.
 */
export interface PlanTerms {
  readonly waits: readonly Wait[];
  readonly conditions: readonly Condition[];
  readonly apart: readonly Apart[];
  /** Units there are of what tasks use, by name. */
  readonly capacities: Readonly<Record<string, number>>;
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

/** None of one side is under way together with any of the other. */
export interface Apart {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** `tasks` begin once a node of another plan, or all of it, is done. */
export interface External {
  readonly node: string;
  readonly tasks: readonly string[];
  readonly planId: string;
  readonly otherId: string | null;
}

/** Units of something shared that a task holds while it is under way. */
export interface Use {
  readonly name: string;
  readonly units: number;
}

/** Missions that do not run a plan have these. */
export const noTerms: PlanTerms = {
  waits: [],
  conditions: [],
  apart: [],
  capacities: {},
  externals: [],
  nodes: [],
};
