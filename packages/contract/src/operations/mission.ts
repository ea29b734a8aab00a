import { z } from 'zod';
import { PageInput, page, ShortName } from '../entities/fields.ts';
import { Mission, MissionStatus, NodeGate } from '../entities/mission.ts';
import { MissionId, PlanId, ProjectId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const missionId = 'msn_0190b5c8-6c1f-7000-8000-000000000000';

/**
 * Starts a mission on a project.
 *
 * With `report` the findings come from `docs/reports/{report}/`; without one the
 * first run of the mission reviews the repository and writes it. `from: 'archive'`
 * takes up the newest archived sprint, `from: 'tasks'` an existing `docs/tasks.md`.
 *
 * With `plan` the atomics of a plan, or of one of its epics, become the tasks. The plan is taken
 * as it stands now; changing it later does not change the mission. One that does not compile is
 * refused with its findings in `details`.
 */
export const startMission = operation({
  name: 'mission.start',
  kind: 'command',
  summary: 'Start a mission from a plan or a review report, or review first.',
  permission: 'mission:write',
  input: z.object({
    projectId: ProjectId,
    name: ShortName.optional(),
    report: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be one folder name below docs/reports')
      .optional(),
    from: z.enum(['report', 'tasks', 'archive']).default('report'),
    /** Goes without `report` and `from`. */
    plan: z
      .string()
      .regex(/^(?:pln_[0-9a-f-]{36}|E\.\d{3})$/, 'must be an epic such as E.001 or a plan id')
      .optional(),
    milestone: ShortName.optional(),
    taskPrefix: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{0,7}$/, 'must be 1 to 8 capitals or digits')
      .default('MS'),
    runtime: z.string().min(1).max(60).default('fixer'),
    maxWorkers: z.coerce.number().int().min(1).max(limits.workersMax).default(2),
    attemptsMax: z.coerce.number().int().min(1).max(10).default(2),
  }),
  output: Mission,
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: { projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000', report: 'codebase-review' },
});

export const listMissions = operation({
  name: 'mission.list',
  kind: 'query',
  summary: 'List missions, newest first.',
  permission: 'mission:read',
  input: z.object({
    projectId: ProjectId.optional(),
    planId: PlanId.optional(),
    status: MissionStatus.optional(),
    ...PageInput,
  }),
  output: page(Mission),
  errors: [],
  example: {},
});

export const missionStatus = operation({
  name: 'mission.status',
  kind: 'query',
  summary: 'Show where a mission stands.',
  permission: 'mission:read',
  input: z.object({ missionId: MissionId }),
  output: Mission,
  errors: ['not_found'],
  example: { missionId },
});

/** For a mission that runs a plan; empty for others. */
export const missionGates = operation({
  name: 'mission.gates',
  kind: 'query',
  summary: 'Show the quality gate of each node of the plan a mission runs.',
  permission: 'mission:read',
  input: z.object({ missionId: MissionId }),
  output: z.object({ items: z.array(NodeGate) }),
  errors: ['not_found'],
  example: { missionId },
});

/** Yields the mission at once and again whenever it changed; ends when it is over. */
export const watchMission = operation({
  name: 'mission.watch',
  kind: 'stream',
  summary: 'Follow a mission until it ends.',
  permission: 'mission:read',
  input: z.object({ missionId: MissionId }),
  output: Mission,
  errors: ['not_found'],
  example: { missionId },
});

/** Lets running runs end, writes a handoff and stops; nothing is lost. */
export const stopMission = operation({
  name: 'mission.stop',
  kind: 'command',
  summary: 'Stop a mission after the runs in progress.',
  permission: 'mission:write',
  input: z.object({
    missionId: MissionId,
    reason: z.string().max(500).default('stopped by request'),
  }),
  output: Mission,
  errors: ['not_found', 'conflict'],
  example: { missionId },
});

export const resumeMission = operation({
  name: 'mission.resume',
  kind: 'command',
  summary: 'Continue a stopped mission where it was.',
  permission: 'mission:write',
  input: z.object({ missionId: MissionId }),
  output: Mission,
  errors: ['not_found', 'conflict'],
  example: { missionId },
});

/** Stores facts of a mission and how far its events were read, in one step. */
export const recordMission = operation({
  name: 'mission.record',
  kind: 'command',
  summary: 'Store facts of a mission.',
  permission: 'mission:write',
  internal: true,
  input: z.object({
    missionId: MissionId,
    /** In the form of the mission engine, which alone writes and reads them. */
    facts: z.array(z.record(z.string(), z.unknown())).max(1_000),
    /** Last event taken into account; null leaves the mark where it is. */
    eventSeq: z.int().min(0).nullable(),
  }),
  output: z.object({ stored: z.int() }),
  errors: ['not_found'],
  example: { missionId, facts: [], eventSeq: null },
});
