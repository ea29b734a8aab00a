import { MosaicError, operations } from '@mosaic/contract';
import { fakeId, hex } from './fake-ids.ts';
import { addPlan } from './fake-plan.ts';
import { startReady } from './fake-script.ts';
import { emit, type FakeWorld } from './fake-world.ts';

// The schemas were applied before: what arrives has the shape of its operation.
// biome-ignore lint/suspicious/noExplicitAny: see above.
type Input = any;
type Answer = (world: FakeWorld, input: Input) => unknown;
type Follow = (
  world: FakeWorld,
  input: Input,
  lastEventId: string | undefined,
) => () => { items: { id: number; data: unknown }[]; isEnd: boolean };

function page<Item>(items: Item[], { limit, cursor }: { limit: number; cursor?: string }) {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return { items: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

function find<Item extends { id: string }>(items: Item[], id: string): Item {
  const item = items.find((each) => each.id === id);
  if (item === undefined)
    throw new MosaicError('not_found', `There is no ${id}. List what there is.`);
  return item;
}

const of =
  (input: Input) => (item: { missionId: string | null; taskId?: string; runId?: string }) =>
    (input.missionId === undefined || item.missionId === input.missionId) &&
    (input.taskId === undefined || item.taskId === input.taskId) &&
    (input.runId === undefined || item.runId === input.runId);

export const answers: Readonly<Record<string, Answer>> = {
  [operations.systemStatus.name]: (world) => ({
    version: '0.0.0',
    mcpVersion: '0.1.0',
    tier: 'local',
    node: null,
    store: { dialect: 'sqlite', isReachable: true },
    bus: [],
    startedAt: '2026-11-21T00:00:00Z',
    url: null,
    counts: {},
    lastEventSeq: world.events.length,
    auditHead: null,
  }),
  [operations.listProjects.name]: (world, input) => page(world.projects, input),
  [operations.listAgents.name]: (world, input) => page(world.agents, input),
  [operations.listMissions.name]: (world, input) => page(world.missions, input),
  [operations.missionStatus.name]: (world, input) => find(world.missions, input.missionId),
  [operations.listTasks.name]: (world, input) => page(world.tasks.filter(of(input)), input),
  [operations.showTask.name]: (world, input) => find(world.tasks, input.taskId),
  [operations.listRuns.name]: (world, input) => page(world.runs.filter(of(input)), input),
  [operations.showRun.name]: (world, input) => find(world.runs, input.runId),
  [operations.listEvidence.name]: (world, input) => page(world.evidence.filter(of(input)), input),
  [operations.showEvidence.name]: (world, input) => find(world.evidence, input.evidenceId),
  [operations.listHandoffs.name]: (world, input) =>
    page(world.handoffs.filter(of(input as never) as never), input),
  [operations.listEvents.name]: (world, input) => {
    const items = world.events.filter(
      (event) =>
        event.seq > input.after && (input.missionId ?? event.missionId) === event.missionId,
    );
    return { items: items.slice(0, input.limit), lastSeq: world.events.length, firstSeq: 1 };
  },
  [operations.addProject.name]: (world, input) => {
    if (!input.path.startsWith('/')) {
      throw new MosaicError(
        'precondition_failed',
        `${input.path} is no git repository. Run git init in it.`,
      );
    }
    const project = {
      id: fakeId('project', world.projects.length + 1),
      name: input.name ?? input.path.split('/').at(-1),
      path: input.path,
      defaultBranch: 'main',
      gates: [{ name: 'test', command: 'npm test', timeoutMs: 300_000 }],
      lentPaths: [],
      egressHosts: [],
      createdAt: new Date().toISOString(),
    };
    world.projects.push(project);
    emit(world, 'project.added', { projectId: project.id });
    return project;
  },
  [operations.startMission.name]: (world, input) => {
    if (input.report === 'missing') {
      throw new MosaicError(
        'precondition_failed',
        'docs/reports/missing is not in the repository. Name another report, or leave it out to review first.',
      );
    }
    const mission = addPlan(world, {
      name: input.name ?? input.report ?? 'Review',
      projectId: input.projectId,
      sizes: [2, 2],
      startedMinutesAgo: 0,
    });
    emit(world, 'mission.started', { missionId: mission.id });
    startReady(world, mission);
    return mission;
  },
  [operations.stopMission.name]: (world, input) => {
    const mission = find(world.missions, input.missionId);
    mission.status = 'stopping';
    emit(world, 'mission.changed', { missionId: mission.id });
    return mission;
  },
  [operations.resumeMission.name]: (world, input) => {
    const mission = find(world.missions, input.missionId);
    mission.status = 'running';
    mission.stopReason = null;
    mission.headCommit = hex(40, 11);
    emit(world, 'mission.changed', { missionId: mission.id });
    return mission;
  },
};

export const streams: Readonly<Record<string, Follow>> = {
  [operations.watchEvents.name]: (world, input, lastEventId) => {
    let seen = Number(lastEventId ?? input.after);
    return () => {
      const fresh = world.events.slice(seen);
      seen = world.events.length;
      return { items: fresh.map((event) => ({ id: event.seq, data: event })), isEnd: false };
    };
  },
  [operations.followRun.name]: (world, input, lastEventId) => {
    let offset = Number(lastEventId ?? input.offset);
    return () => {
      const log = world.logs.get(input.runId) ?? { text: '', isEnd: true };
      const text = log.text.slice(offset, offset + 64_000);
      const nextOffset = offset + text.length;
      const isEnd = log.isEnd && nextOffset === log.text.length;
      const item = { id: nextOffset, data: { offset, text, nextOffset, isEnd } };
      offset = nextOffset;
      return { items: text !== '' || isEnd ? [item] : [], isEnd };
    };
  },
};
