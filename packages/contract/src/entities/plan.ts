import { z } from 'zod';
import { MissionId, PlanId, ProjectId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Instant, Tokens } from './fields.ts';
import { TaskType } from './task-type.ts';

/** The six levels of a plan, from the top; the id's prefix names the level and its depth. */
export const planLevels = ['epic', 'feature', 'story', 'task', 'subtask', 'atomic'] as const;
export const PlanLevel = z.enum(planLevels);

/** Prefix of the ids of each level. */
export const planPrefixes = {
  epic: 'E',
  feature: 'F',
  story: 'S',
  task: 'T',
  subtask: 'ST',
  atomic: 'A',
} as const satisfies Record<PlanLevel, string>;

/** How many groups of digits follow the prefix: the first has three digits, the others two. */
const nodeIdPattern =
  /^(?:E\.\d{3}|F\.\d{3}\.\d{2}|S\.\d{3}(?:\.\d{2}){2}|T\.\d{3}(?:\.\d{2}){3}|ST\.\d{3}(?:\.\d{2}){4}|A\.\d{3}(?:\.\d{2}){5})$/;

/** Human id of a node, such as `E.001`, `T.001.02.01.03` or `A.001.01.01.01.01.01`. */
export const PlanNodeId = z
  .string()
  .regex(nodeIdPattern, 'must be a plan id such as E.001, F.001.02 or A.001.02.01.03.01.02');

/** Who does a node, as a kind of agent. */
export const PlanAgentType = z.enum([
  'tech-lead-tony',
  'implementation-agent',
  'qa-agent',
  'security-agent',
  'devops-agent',
  'frontend-agent',
  'backend-agent',
  'database-agent',
  'documentation-agent',
  'testing-agent',
  'recovery-agent',
  'monitoring-agent',
]);

export const PlanPriority = z.enum(['critical', 'high', 'medium', 'low']);

/**
 * What a node is thought to take. Only atomics count; what stands at a node with children is a guess
 * from before they were known.
 */
export const PlanEstimate = z.object({
  /** Most likely minutes of work, and the bounds between which it stays nine times out of ten. */
  minutes: z.number().positive().max(limits.planMinutesMax),
  minutesLow: z.number().positive().max(limits.planMinutesMax).optional(),
  minutesHigh: z.number().positive().max(limits.planMinutesMax).optional(),
  /** Tokens a worker will use; null where unknown, which is never 0. */
  tokens: Tokens.nullable().default(null),
});

const Line = z.string().trim().min(1).max(limits.planLineCharsMax);
const Lines = z.array(Line).max(limits.planLinesMax).default([]);

/** Units of a shared resource held while a node is worked on. */
export const PlanResourceUse = z.object({ name: Line, units: z.int().min(1).default(1) });

export const PlanNode = z.object({
  id: PlanNodeId,
  /** Null at an epic only. Always the id that this node's own id starts from. */
  parentId: PlanNodeId.nullable(),
  title: Line,
  description: z.string().max(limits.planTextCharsMax).default(''),
  estimate: PlanEstimate.nullable().default(null),
  taskType: TaskType.nullable().default(null),
  agentType: PlanAgentType.nullable().default(null),
  priority: PlanPriority.default('medium'),
  /** How one can tell that it is done; every atomic has some. */
  completionCriteria: Lines,
  /** What users can do once it is done; every story has some. */
  acceptanceCriteria: Lines,
  /** Files or globs it is expected to change, relative to the repository. */
  files: z.array(z.string().min(1).max(400)).max(200).default([]),
  uses: z.array(PlanResourceUse).max(20).default([]),
  risk: z.enum(['low', 'medium', 'high']).default('low'),
  tags: z.array(z.string().min(1).max(60)).max(20).default([]),
});

/**
 * How two nodes hang together. An edge at a node with children holds for all atomics below it.
 *
 * - `sequential`: `to` begins after `from` is done.
 * - `parallel`: both may be under way together; a plan that orders them contradicts itself.
 * - `conditional`: `to` is done only if `from` ended as `when` says; otherwise it is left out.
 * - `resource`: not under way together, in either order.
 */
export const PlanEdge = z.object({
  from: PlanNodeId,
  to: PlanNodeId,
  kind: z.enum(['sequential', 'parallel', 'conditional', 'resource']).default('sequential'),
  /** For `conditional`: `done` is the yes branch, `failed` (deferred or failed) the no branch. */
  when: z.enum(['done', 'failed']).optional(),
});

/** Something that many nodes need and of which there is a limited amount. */
export const PlanResource = z.object({
  name: Line,
  capacity: z.int().min(1).max(10_000),
  /** Lock of the hub that stands for it, so that plans and people outside this plan are kept off too. */
  lockId: z.string().min(1).max(limits.lockIdCharsMax).nullable().default(null),
});

/** A node here waits for a node of another plan, in this project or another one. */
export const PlanExternal = z.object({
  nodeId: PlanNodeId,
  planId: PlanId,
  /** Null for the whole plan. */
  otherId: PlanNodeId.nullable().default(null),
});

/** Where a plan came from. `template` is told to people wherever the plan is shown. */
export const PlanSource = z.object({
  kind: z.enum([
    'model',
    'agent',
    'template',
    'markdown',
    'report',
    'json',
    'repository',
    'manual',
  ]),
  /** Name of the model, template, client or file. */
  name: z.string().max(200).nullable().default(null),
});

/** All of a plan, whatever it was made from. Nodes stand in the order of their ids. */
export const PlanDocument = z.object({
  version: z.literal(1).default(1),
  title: Line,
  goal: z.string().max(limits.planTextCharsMax).default(''),
  source: PlanSource,
  nodes: z.array(PlanNode).max(limits.planNodesMax),
  edges: z.array(PlanEdge).max(limits.planEdgesMax).default([]),
  resources: z.array(PlanResource).max(200).default([]),
  externals: z.array(PlanExternal).max(1_000).default([]),
});

/** `error` keeps a plan from being run; the others are advice. */
export const PlanSeverity = z.enum(['error', 'warning', 'advice']);

/** One thing the compiler has to say. `code` is stable; `path` leads to the place. */
export const PlanFinding = z.object({
  code: z.string(),
  severity: PlanSeverity,
  /** Ids from the epic down to the node concerned; empty for the plan as a whole. */
  path: z.array(z.string()),
  /** What is wrong and what to do about it. */
  message: z.string(),
  /** For `cycle`: its nodes in order, the first again at the end. */
  cycle: z.array(z.string()).optional(),
});

export const PlanCounts = z.object({
  epic: z.int(),
  feature: z.int(),
  story: z.int(),
  task: z.int(),
  subtask: z.int(),
  atomic: z.int(),
});

/** Four phases of planning; `ready` comes before the first. */
export const PlanStage = z.enum(['ready', 'phase_1', 'phase_2', 'phase_3', 'phase_4', 'completed']);

/** A plan without its nodes. */
export const Plan = z.object({
  id: PlanId,
  projectId: ProjectId.nullable(),
  /** Ids of its epics, such as `E.001`; unique within the project. */
  epics: z.array(PlanNodeId),
  title: z.string(),
  goal: z.string(),
  source: PlanSource,
  /** `drafting` while a model or an agent is at it. */
  status: z.enum(['drafting', 'draft', 'certified', 'running', 'done']),
  stage: PlanStage,
  /** Grows with every change. */
  version: z.int().min(1),
  counts: PlanCounts,
  /** Findings by severity at this version. */
  findings: z.object({ error: z.int(), warning: z.int(), advice: z.int() }),
  minutes: z.number().nullable(),
  tokens: Tokens.nullable(),
  /** The newest mission that runs it. */
  missionId: MissionId.nullable(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});

/** One change of a plan, as its history keeps it. */
export const PlanChange = z.object({
  seq: z.int().min(1),
  summary: z.string(),
  /** Who made it. */
  actor: z.string(),
  at: Instant,
  /** Taken back, and not made again since. */
  isUndone: z.boolean(),
});

export type PlanLevel = (typeof planLevels)[number];
export type PlanNodeId = z.output<typeof PlanNodeId>;
export type PlanAgentType = z.output<typeof PlanAgentType>;
export type PlanPriority = z.output<typeof PlanPriority>;
export type PlanEstimate = z.output<typeof PlanEstimate>;
export type PlanResourceUse = z.output<typeof PlanResourceUse>;
export type PlanNode = z.output<typeof PlanNode>;
export type PlanEdge = z.output<typeof PlanEdge>;
export type PlanResource = z.output<typeof PlanResource>;
export type PlanExternal = z.output<typeof PlanExternal>;
export type PlanSource = z.output<typeof PlanSource>;
export type PlanDocument = z.output<typeof PlanDocument>;
export type PlanSeverity = z.output<typeof PlanSeverity>;
export type PlanFinding = z.output<typeof PlanFinding>;
export type PlanCounts = z.output<typeof PlanCounts>;
export type PlanStage = z.output<typeof PlanStage>;
export type Plan = z.output<typeof Plan>;
export type PlanChange = z.output<typeof PlanChange>;
