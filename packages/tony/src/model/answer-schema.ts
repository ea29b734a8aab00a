import { PlanAgentType, PlanPriority, TaskType } from '@mosaic/contract';
import { z } from 'zod';
import { modelLimits } from './model-limits.ts';

const Text = z.string().max(20_000).nullish();
const Texts = z.array(z.string().max(4_000)).max(200).nullish();
const Count = z.number().positive().finite().max(1_200_000).nullish();

/** What a model may answer: lenient where a slip costs nothing, strict where the plan would suffer. */
const AnswerFields = z.object({
  level: Text,
  title: z.string().trim().min(1).max(2_000),
  description: Text,
  minutes: Count,
  tokens: Count,
  taskType: TaskType.nullish().catch(null),
  agentType: PlanAgentType.nullish().catch(null),
  priority: PlanPriority.nullish().catch(null),
  risk: z.enum(['low', 'medium', 'high']).nullish().catch(null),
  completionCriteria: Texts,
  acceptanceCriteria: Texts,
  files: Texts,
});

export type AnsweredNode = z.output<typeof AnswerFields> & { children?: AnsweredNode[] };

const AnsweredEdge = z.object({
  from: z.string().max(60),
  to: z.string().max(60),
  kind: z.enum(['sequential', 'parallel', 'conditional', 'resource']).nullish(),
  when: z.enum(['done', 'failed']).nullish(),
});

export interface Answer {
  nodes: AnsweredNode[];
  edges: z.output<typeof AnsweredEdge>[];
}

/** Reads an answer with nodes of `depth` levels. */
export function answerOf(depth: number): z.ZodType<Answer> {
  return z.object({
    nodes: z.array(nodeOf(depth)).min(1).max(modelLimits.nodesMax),
    edges: z
      .array(AnsweredEdge)
      .max(modelLimits.edgesMax)
      .nullish()
      .transform((edges) => edges ?? []),
  });
}

function nodeOf(depth: number): z.ZodType<AnsweredNode> {
  if (depth <= 1) return AnswerFields;
  return AnswerFields.extend({
    children: z
      .array(nodeOf(depth - 1))
      .min(1)
      .max(modelLimits.nodesMax),
  });
}

/**
 * The same as a JSON schema for servers that keep answers to one. Every property is required and
 * no keyword is used that strict servers refuse; what is unknown is null.
 */
export function answerJsonSchema(levels: readonly string[]) {
  const edge = object({
    from: { type: 'string' },
    to: { type: 'string' },
    kind: { type: 'string', enum: ['sequential', 'parallel', 'conditional', 'resource'] },
    when: orNull({ type: 'string', enum: ['done', 'failed'] }),
  });
  return object({
    nodes: { type: 'array', items: nodeSchema(levels) },
    edges: { type: 'array', items: edge },
  });
}

type Schema = { [key: string]: unknown };

function nodeSchema([level = '', ...below]: readonly string[]): Schema {
  const texts = { type: 'array', items: { type: 'string' } };
  return object({
    level: { type: 'string', enum: [level] },
    title: { type: 'string' },
    description: { type: 'string' },
    minutes: orNull({ type: 'number' }),
    tokens: orNull({ type: 'integer' }),
    taskType: orNull({ type: 'string', enum: TaskType.options }),
    agentType: orNull({ type: 'string', enum: PlanAgentType.options }),
    priority: { type: 'string', enum: PlanPriority.options },
    risk: { type: 'string', enum: ['low', 'medium', 'high'] },
    completionCriteria: texts,
    acceptanceCriteria: texts,
    files: texts,
    ...(below.length === 0 ? {} : { children: { type: 'array', items: nodeSchema(below) } }),
  });
}

function object(properties: Schema): Schema & { type: 'object' } {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}
