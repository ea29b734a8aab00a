import { z } from 'zod';
import { Evidence } from '../entities/evidence.ts';
import { FencingToken, PageInput, page } from '../entities/fields.ts';
import { EvidenceId, MissionId, RunId, TaskId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

/** Stores what a gate printed and how it ended. Adding the same gate of a run again returns the first. */
export const addEvidence = operation({
  name: 'evidence.add',
  kind: 'command',
  summary: 'Store the outcome of one gate.',
  permission: 'evidence:work',
  input: z.object({
    runId: RunId,
    fencingToken: FencingToken,
    ...Evidence.pick({
      gate: true,
      command: true,
      commit: true,
      exitCode: true,
      endedBy: true,
      durationMs: true,
      logSha256: true,
      logBytes: true,
      isLogComplete: true,
      passed: true,
      required: true,
      sandboxed: true,
    }).shape,
    log: z.string().max(limits.evidenceLogCharsMax),
  }),
  output: Evidence,
  errors: ['not_found', 'lease_lost'],
  example: {
    runId: 'run_0190b5c8-6c1f-7000-8000-000000000000',
    fencingToken: 1,
    gate: 'test',
    command: 'npm test',
    commit: '0'.repeat(40),
    exitCode: 0,
    endedBy: 'exit',
    durationMs: 1_200,
    logSha256: '0'.repeat(64),
    logBytes: 0,
    isLogComplete: true,
    passed: true,
    required: true,
    sandboxed: true,
    log: '',
  },
});

export const listEvidence = operation({
  name: 'evidence.list',
  kind: 'query',
  summary: 'List the evidence of a mission, task or run.',
  permission: 'evidence:read',
  boundBy: 'taskId',
  input: z.object({
    missionId: MissionId.optional(),
    taskId: TaskId.optional(),
    runId: RunId.optional(),
    ...PageInput,
  }),
  output: page(Evidence),
  errors: [],
  example: {},
});

export const showEvidence = operation({
  name: 'evidence.show',
  kind: 'query',
  summary: 'Show one piece of evidence with its log and how to repeat it.',
  permission: 'evidence:read',
  input: z.object({ evidenceId: EvidenceId }),
  output: Evidence.extend({ log: z.string(), repeat: z.string() }),
  errors: ['not_found'],
  example: { evidenceId: 'evd_0190b5c8-6c1f-7000-8000-000000000000' },
});

export const countEvidence = operation({
  name: 'evidence.count',
  kind: 'query',
  summary: 'Count the evidence of a mission.',
  permission: 'evidence:read',
  internal: true,
  input: z.object({ missionId: MissionId }),
  output: z.object({ count: z.int().min(0) }),
  errors: [],
  example: { missionId: 'msn_0190b5c8-6c1f-7000-8000-000000000000' },
});
