import { type PlanAgentType, type PlanLevel, planLevels } from '@mosaic/contract';

/** What has to hold before a node of a level counts as done. */
export const qualityChecks = [
  'compiles',
  'works',
  'unit-tests',
  'review',
  'integration-tests',
  'documentation',
  'acceptance-criteria',
  'performance',
  'deployed',
  'objectives',
  'metrics',
] as const;

export type QualityCheck = (typeof qualityChecks)[number];

export interface LevelRule {
  /** Minutes of work that a node of the level is meant for; 40 hours are a week. */
  readonly minutesMin: number;
  readonly minutesMax: number;
  readonly gate: readonly QualityCheck[];
  /** The gate in words. */
  readonly gateText: string;
  /** Who does or closes a node of the level, where the node does not say. */
  readonly agentType: PlanAgentType;
}

/** Sizes, quality gates and agents of the six levels. */
export const levelRules: Readonly<Record<PlanLevel, LevelRule>> = {
  epic: {
    minutesMin: 4_800,
    minutesMax: 19_200,
    gate: ['objectives', 'metrics'],
    gateText: 'its objectives are met and its metrics reached',
    agentType: 'tech-lead-tony',
  },
  feature: {
    minutesMin: 1_440,
    minutesMax: 4_800,
    gate: ['performance', 'deployed'],
    gateText: 'it is deployed and fast enough',
    agentType: 'devops-agent',
  },
  story: {
    minutesMin: 480,
    minutesMax: 1_440,
    gate: ['acceptance-criteria'],
    gateText: 'its acceptance criteria hold',
    agentType: 'qa-agent',
  },
  task: {
    minutesMin: 120,
    minutesMax: 480,
    gate: ['integration-tests', 'documentation'],
    gateText: 'integration tests pass and it is documented',
    agentType: 'testing-agent',
  },
  subtask: {
    minutesMin: 30,
    minutesMax: 120,
    gate: ['unit-tests', 'review'],
    gateText: 'unit tests pass and it is reviewed',
    agentType: 'implementation-agent',
  },
  atomic: {
    minutesMin: 15,
    minutesMax: 30,
    gate: ['compiles', 'works'],
    gateText: 'it compiles and works',
    agentType: 'implementation-agent',
  },
};

/** {@link levelRules} by the number of the level, 0 for epics. */
export const rulesByLevel: readonly LevelRule[] = planLevels.map((level) => levelRules[level]);

/** Children of a node: more is an error; the range between is advised. */
export const childrenMax = 7;
export const childrenAdvised = { min: 3, max: 5 } as const;
/** Atomics of an epic, as advice. */
export const atomicsAdvised = { min: 50, max: 200 } as const;

/** Types that plan and coordinate: they change no code, so no atomic is theirs. */
export const coordinatingAgents: ReadonlySet<PlanAgentType> = new Set(['tech-lead-tony']);
