import { z } from 'zod';
import { PlanCounts, PlanEdge, PlanNode } from './plan.ts';

/** The five areas a second pass looks at. */
export const planGapAreas = [
  'dependencies',
  'integration-points',
  'quality-gates',
  'edge-cases',
  'cross-cutting',
] as const;
export const PlanGapArea = z.enum(planGapAreas);

/** Something the plan lacks, with what would fill it. */
export const PlanGap = z.object({
  area: PlanGapArea,
  /** Stable name of the rule that found it. */
  rule: z.string(),
  /** Why it is missing, with the files or nodes that show it. */
  reason: z.string(),
  nodes: z.array(PlanNode),
  edges: z.array(PlanEdge),
});

export const PlanGaps = z.object({
  gaps: z.array(PlanGap),
  before: z.object({ counts: PlanCounts, edges: z.int() }),
  after: z.object({ counts: PlanCounts, edges: z.int() }),
});

export type PlanGapArea = z.output<typeof PlanGapArea>;
export type PlanGap = z.output<typeof PlanGap>;
export type PlanGaps = z.output<typeof PlanGaps>;
