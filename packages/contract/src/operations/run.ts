import { z } from 'zod';
import { FencingToken, PageInput, page, Tokens } from '../entities/fields.ts';
import { Run, RunResult } from '../entities/run.ts';
import { MissionId, RunId, TaskId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const runId = 'run_0190b5c8-6c1f-7000-8000-000000000000';
const LogChunk = z.object({
  /** Position of the first character; ask on with `nextOffset`. */
  offset: z.int().min(0),
  text: z.string(),
  nextOffset: z.int().min(0),
  /** True once the run is over and nothing follows. */
  isEnd: z.boolean(),
});

export const listRuns = operation({
  name: 'run.list',
  kind: 'query',
  summary: 'List runs, newest first.',
  permission: 'run:read',
  input: z.object({ missionId: MissionId.optional(), taskId: TaskId.optional(), ...PageInput }),
  output: page(Run),
  errors: [],
  example: {},
});

export const showRun = operation({
  name: 'run.show',
  kind: 'query',
  summary: 'Show one run: what was tried, with which outcome.',
  permission: 'run:read',
  boundBy: 'runId',
  input: z.object({ runId: RunId }),
  output: Run,
  errors: ['not_found'],
  example: { runId },
});

export const runLogs = operation({
  name: 'run.logs',
  kind: 'query',
  summary: 'Read the log of a run.',
  permission: 'run:read',
  boundBy: 'runId',
  input: z.object({
    runId: RunId,
    offset: z.coerce.number().int().min(0).default(0),
    charsMax: z.coerce.number().int().min(1).max(1_000_000).default(200_000),
  }),
  output: LogChunk,
  errors: ['not_found'],
  example: { runId },
});

export const followRun = operation({
  name: 'run.follow',
  kind: 'stream',
  summary: 'Follow the log of a run until it ends.',
  permission: 'run:read',
  input: z.object({ runId: RunId, offset: z.coerce.number().int().min(0).default(0) }),
  output: LogChunk,
  errors: ['not_found'],
  example: { runId },
});

/** Appends to the log at `offset`; a repeat of what is already there changes nothing. */
export const appendRunLog = operation({
  name: 'run.log',
  kind: 'command',
  summary: 'Append to the log of a run.',
  permission: 'run:work',
  boundBy: 'runId',
  input: z.object({
    runId: RunId,
    fencingToken: FencingToken,
    offset: z.int().min(0),
    text: z.string().max(limits.logChunkCharsMax),
  }),
  output: z.object({ nextOffset: z.int().min(0) }),
  errors: ['not_found', 'lease_lost', 'too_large', 'conflict'],
  example: { runId, fencingToken: 1, offset: 0, text: 'started\n' },
});

export const reportRun = operation({
  name: 'run.report',
  kind: 'command',
  summary: 'Report progress, tokens and context use of a run.',
  permission: 'run:work',
  boundBy: 'runId',
  input: z.object({
    runId: RunId,
    fencingToken: FencingToken,
    usedTokens: Tokens.nullable().default(null),
    contextPercent: z.number().min(0).max(100).nullable().default(null),
    note: z.string().max(2_000).default(''),
  }),
  output: Run,
  errors: ['not_found', 'lease_lost'],
  example: { runId, fencingToken: 1, usedTokens: 4_200, contextPercent: 12 },
});

/** Ends a run and its lease. Saying the same result twice changes nothing. */
export const finishRun = operation({
  name: 'run.finish',
  kind: 'command',
  summary: 'End a run with its result.',
  permission: 'run:work',
  input: z.object({ runId: RunId, fencingToken: FencingToken, result: RunResult }),
  output: Run,
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: {
    runId,
    fencingToken: 1,
    result: {
      status: 'failed',
      failure: { code: 'gate_failed', message: 'Gate test exited with 1.' },
      usedTokens: null,
      notes: '',
      sandboxed: true,
    },
  },
});

/** Opens the run of a lease; called by `task.claim` in its own transaction. */
export const startRun = operation({
  name: 'run.start',
  kind: 'command',
  summary: 'Open the run of a lease.',
  permission: 'run:work',
  internal: true,
  input: z.object({
    fencingToken: FencingToken,
    ...Run.pick({
      id: true,
      taskId: true,
      missionId: true,
      step: true,
      attempt: true,
      runtime: true,
      agentId: true,
      agentName: true,
      baseCommit: true,
    }).shape,
  }),
  output: Run,
  errors: [],
  example: {
    fencingToken: 1,
    id: runId,
    taskId: 'tsk_0190b5c8-6c1f-7000-8000-000000000000',
    missionId: 'msn_0190b5c8-6c1f-7000-8000-000000000000',
    step: 'work',
    attempt: 1,
    runtime: 'fixer',
    agentId: 'agt_0190b5c8-6c1f-7000-8000-000000000000',
    agentName: 'runner-1',
    baseCommit: '0'.repeat(40),
  },
});

/** Refuses with `lease_lost` unless the run is open and the fencing token is its own. */
export const checkRun = operation({
  name: 'run.check',
  kind: 'command',
  summary: 'Check that a run still holds its lease.',
  permission: 'run:work',
  internal: true,
  input: z.object({ runId: RunId, fencingToken: FencingToken }),
  output: Run,
  errors: ['not_found', 'lease_lost'],
  example: { runId, fencingToken: 1 },
});

/** Ends a run whose lease lapsed, was given back or was revoked. */
export const loseRun = operation({
  name: 'run.lose',
  kind: 'command',
  summary: 'Close a run that lost its lease.',
  permission: 'run:work',
  internal: true,
  input: z.object({ runId: RunId, status: z.enum(['lost', 'cancelled']), reason: z.string() }),
  output: Run,
  errors: ['not_found'],
  example: { runId, status: 'lost', reason: 'lease lapsed' },
});
