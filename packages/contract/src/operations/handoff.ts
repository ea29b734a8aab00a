import { z } from 'zod';
import { FencingToken, PageInput, page } from '../entities/fields.ts';
import { Handoff } from '../entities/handoff.ts';
import { HandoffId, MissionId, RunId } from '../ids.ts';
import { operation } from '../operation.ts';

const handoffId = 'hnd_0190b5c8-6c1f-7000-8000-000000000000';

export const addHandoff = operation({
  name: 'handoff.add',
  kind: 'command',
  summary: 'Record the handoff of a run to a fresh agent.',
  permission: 'run:work',
  input: z.object({
    runId: RunId,
    fencingToken: FencingToken,
    ...Handoff.pick({ contextPercent: true, reason: true, stateHash: true, kickstart: true }).shape,
    context: Handoff.shape.context.default(null),
  }),
  output: Handoff,
  errors: ['not_found', 'lease_lost'],
  example: {
    runId: 'run_0190b5c8-6c1f-7000-8000-000000000000',
    fencingToken: 1,
    contextPercent: 56,
    reason: 'context threshold',
    stateHash: '0'.repeat(64),
    kickstart: '## Continuation',
  },
});

/** The successor echoes the state hash; a wrong one is refused and it may not act. */
export const acknowledgeHandoff = operation({
  name: 'handoff.acknowledge',
  kind: 'command',
  summary: 'Echo the state hash of a handoff.',
  permission: 'run:work',
  input: z.object({ handoffId: HandoffId, stateHash: z.string().max(64) }),
  output: Handoff,
  errors: ['not_found', 'precondition_failed'],
  example: { handoffId, stateHash: '0'.repeat(64) },
});

export const listHandoffs = operation({
  name: 'handoff.list',
  kind: 'query',
  summary: 'List handoffs, newest first.',
  permission: 'handoff:read',
  input: z.object({ missionId: MissionId.optional(), ...PageInput }),
  output: page(Handoff),
  errors: [],
  example: {},
});

export const showHandoff = operation({
  name: 'handoff.show',
  kind: 'query',
  summary: 'Show a handoff with its kickstart text.',
  permission: 'handoff:read',
  input: z.object({ handoffId: HandoffId }),
  output: Handoff,
  errors: ['not_found'],
  example: { handoffId },
});

/** Recorded by the mission engine when it stops on purpose. */
export const recordHandoff = operation({
  name: 'handoff.record',
  kind: 'command',
  summary: 'Record the handoff of a mission.',
  permission: 'run:work',
  internal: true,
  input: z.object({
    missionId: MissionId,
    ...Handoff.pick({ reason: true, stateHash: true, kickstart: true }).shape,
    context: Handoff.shape.context.default(null),
  }),
  output: Handoff,
  errors: [],
  example: {
    missionId: 'msn_0190b5c8-6c1f-7000-8000-000000000000',
    reason: 'stopped',
    stateHash: '0'.repeat(64),
    kickstart: '## Continuation',
  },
});
