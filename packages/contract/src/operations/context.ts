import { z } from 'zod';
import {
  AgentContext,
  ContextProblem,
  ContextTemplate,
  StoredContext,
} from '../entities/agent-context.ts';
import { PageInput, page } from '../entities/fields.ts';
import { jsonValue } from '../entities/json-value.ts';
import { ContextId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const contextId = 'ctx_0190b5c8-6c1f-7000-8000-000000000000';
const JsonObject = z.record(z.string(), jsonValue(limits.payloadCharsMax));
const Name = z.string().trim().min(1).max(limits.contextNameCharsMax);

/**
 * Keeps a context. With `template` the given part is laid over a prepared handoff, so that only what
 * is particular has to be said. A context with problems is refused, naming each.
 */
export const addContext = operation({
  name: 'context.add',
  kind: 'command',
  summary: 'Keep the context one agent leaves for the next.',
  permission: 'context:write',
  input: z.object({
    name: Name,
    template: ContextTemplate.optional(),
    context: JsonObject,
  }),
  output: StoredContext,
  errors: ['too_large'],
  example: {
    name: 'sign-in',
    template: 'implementation-handoff',
    context: {
      task_context: {
        current_task: { id: 'A.001.01.01.01.01.01', title: 'Sign in', status: 'in_progress' },
      },
      project_state: {
        working_directory: '.',
        git_status: { branch: 'feat/sign-in', is_clean: true },
      },
    },
  },
});

export const listContexts = operation({
  name: 'context.list',
  kind: 'query',
  summary: 'List contexts, newest first.',
  permission: 'context:read',
  input: z.object({ ...PageInput }),
  output: page(StoredContext),
  errors: [],
  example: {},
});

export const showContext = operation({
  name: 'context.show',
  kind: 'query',
  summary: 'Show a context.',
  permission: 'context:read',
  input: z.object({ contextId: ContextId }),
  output: StoredContext,
  errors: ['not_found'],
  example: { contextId },
});

/** `changes` is a merge patch (RFC 7396): fields given replace, null removes. */
export const updateContext = operation({
  name: 'context.update',
  kind: 'command',
  summary: 'Change a context.',
  permission: 'context:write',
  input: z.object({
    contextId: ContextId,
    changes: JsonObject,
    baseVersion: z.coerce.number().int().min(1).optional(),
  }),
  output: StoredContext,
  errors: ['not_found', 'conflict', 'too_large'],
  example: {
    contextId,
    changes: { task_context: { current_task: { status: 'completed' } } },
  },
});

/** The newest says what is to be done; what was changed and proved is joined from all. */
export const mergeContexts = operation({
  name: 'context.merge',
  kind: 'command',
  summary: 'Join the contexts of several agents into one.',
  permission: 'context:write',
  input: z.object({ name: Name, contextIds: z.array(ContextId).min(2).max(10) }),
  output: z.object({
    merged: StoredContext,
    /** Places at which the contexts disagree; what the newest says stands. */
    conflicts: z.array(ContextProblem),
  }),
  errors: ['not_found', 'conflict', 'too_large'],
  example: { name: 'joined', contextIds: [contextId, contextId] },
});

export const queryContext = operation({
  name: 'context.query',
  kind: 'query',
  summary: 'Read one field of a context.',
  permission: 'context:read',
  input: z.object({
    contextId: ContextId,
    /** Dotted, with numbers for items: `session.agent_chain.0.agent_id`. */
    field: z.string().min(1).max(200),
  }),
  output: z.object({ value: z.unknown() }),
  errors: ['not_found'],
  example: { contextId, field: 'task_context.current_task.id' },
});

/** Looks without keeping anything: schema, size, secrets, a task that waits for itself. */
export const validateContext = operation({
  name: 'context.validate',
  kind: 'query',
  summary: 'Tell what is wrong with a context.',
  permission: 'context:read',
  input: z.object({ context: JsonObject }),
  output: z.object({
    isValid: z.boolean(),
    problems: z.array(ContextProblem),
    bytes: z.int(),
    /** Null while it is not valid. */
    context: AgentContext.nullable(),
  }),
  errors: [],
  example: { context: { schema_version: '1.0.0' } },
});
