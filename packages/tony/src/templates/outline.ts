import type { PlanAgentType, PlanPriority, TaskType } from '@mosaic/contract';

/**
 * What templates are written in: five levels below the epic, named for what they hold. Steps are
 * the atomics. Ids, estimates in tokens and edges are added by `planFromTemplate`.
 */
export interface FeatureOutline {
  readonly title: string;
  readonly stories: readonly StoryOutline[];
  readonly priority?: PlanPriority | undefined;
  /** Numbers, from 1, of features that have to be done before. */
  readonly after?: readonly number[] | undefined;
}

export interface StoryOutline {
  readonly title: string;
  /** What users can do once it is done. */
  readonly accept: readonly string[];
  readonly tasks: readonly TaskOutline[];
  /** Whether its tasks are done one after the other. */
  readonly inOrder?: boolean | undefined;
}

export interface TaskOutline {
  readonly title: string;
  /** Done one after the other. */
  readonly parts: readonly PartOutline[];
  /** Numbers, from 1, of tasks of the same story that have to be done before. */
  readonly after?: readonly number[] | undefined;
}

export interface PartOutline {
  readonly title: string;
  /** Done one after the other. */
  readonly steps: readonly StepOutline[];
}

/** One sitting of one agent: 15 to 30 minutes. */
export interface StepOutline {
  readonly title: string;
  readonly type: TaskType;
  readonly files: readonly string[];
  /** How one can tell that it is done. */
  readonly done: readonly string[];
  readonly minutes: number;
  readonly agent: PlanAgentType;
}

const agents: Readonly<Record<TaskType, PlanAgentType>> = {
  STYLE_FIX: 'implementation-agent',
  BULK_CLEANUP: 'implementation-agent',
  GUARD_ADD: 'implementation-agent',
  ERROR_HANDLING: 'implementation-agent',
  SECURITY_FIX: 'security-agent',
  AUTH_ADD: 'security-agent',
  REFACTOR: 'implementation-agent',
  FEATURE_ADD: 'implementation-agent',
  TEST_ADD: 'testing-agent',
  COMPLEX_REFACTOR: 'implementation-agent',
  VERIFICATION: 'qa-agent',
  REVIEW: 'qa-agent',
};

const minutes: Readonly<Partial<Record<TaskType, number>>> = {
  STYLE_FIX: 15,
  GUARD_ADD: 20,
  ERROR_HANDLING: 20,
  VERIFICATION: 15,
  REVIEW: 20,
};

/** A step of a type, done by the agent and in the time usual for it unless told otherwise. */
export function step(
  type: TaskType,
  title: string,
  options: {
    readonly files: readonly string[];
    readonly done: readonly string[];
    readonly minutes?: number | undefined;
    readonly agent?: PlanAgentType | undefined;
  },
): StepOutline {
  return {
    title,
    type,
    files: options.files,
    done: options.done,
    minutes: options.minutes ?? minutes[type] ?? 25,
    agent: options.agent ?? agents[type],
  };
}

export function part(title: string, steps: readonly StepOutline[]): PartOutline {
  return { title, steps };
}

export function task(title: string, parts: readonly PartOutline[]): TaskOutline {
  return { title, parts };
}

export function story(
  title: string,
  accept: readonly string[],
  tasks: readonly TaskOutline[],
  options: { readonly inOrder?: boolean } = {},
): StoryOutline {
  return { title, accept, tasks, ...options };
}

export function feature(
  title: string,
  stories: readonly StoryOutline[],
  options: Pick<FeatureOutline, 'priority' | 'after'> = {},
): FeatureOutline {
  return { title, stories, ...options };
}
