import type {
  Agent,
  Deferral,
  Event,
  Evidence,
  Handoff,
  Mission,
  Project,
  Run,
  Task,
} from '@mosaic/contract';

/** Everything the fake hub knows. Plain data: the script changes it, the doors read it. */
export interface FakeWorld {
  projects: Project[];
  agents: Agent[];
  missions: Mission[];
  tasks: Task[];
  runs: Run[];
  evidence: (Evidence & { log: string; repeat: string })[];
  handoffs: Handoff[];
  events: Event[];
  logs: Map<string, { text: string; isEnd: boolean }>;
}

export function emptyWorld(): FakeWorld {
  return {
    projects: [],
    agents: [],
    missions: [],
    tasks: [],
    runs: [],
    evidence: [],
    handoffs: [],
    events: [],
    logs: new Map(),
  };
}

export function emit(
  world: FakeWorld,
  type: Event['type'],
  about: Partial<Pick<Event, 'projectId' | 'missionId' | 'taskId' | 'runId' | 'data'>>,
): void {
  world.events.push({
    seq: world.events.length + 1,
    type,
    at: new Date().toISOString(),
    projectId: null,
    missionId: null,
    taskId: null,
    runId: null,
    agentId: null,
    data: {},
    ...about,
  });
}

/** Counts of the mission and of each phase follow from the tasks. */
export function recount(world: FakeWorld, mission: Mission): void {
  const tasks = world.tasks.filter((task) => task.missionId === mission.id);
  const count = (status: Task['status'], of = tasks) =>
    of.filter((task) => task.status === status).length;
  mission.tasks = {
    total: tasks.length,
    'not-started': count('not-started'),
    'in-progress': count('in-progress'),
    done: count('done'),
    failed: count('failed'),
    deferred: count('deferred'),
    skipped: count('skipped'),
  };
  for (const phase of mission.phases) {
    const own = tasks.filter((task) => task.phase === phase.number);
    phase.total = own.length;
    phase.done = count('done', own);
    phase.deferred = count('deferred', own);
    phase.skipped = count('skipped', own);
    const isOpen = own.some((task) => task.status !== 'not-started');
    const isSettled = phase.done + phase.deferred === phase.total;
    phase.stage = isSettled && own.length > 0 ? 'complete' : isOpen ? 'bulk' : 'waiting';
    const open = own.filter((task) => task.status !== 'done' && task.status !== 'deferred');
    if (phase.stage === 'bulk' && open.every((task) => task.kind === 'verification')) {
      phase.stage = 'verifying';
    } else if (
      phase.stage === 'bulk' &&
      own.every((task) => task.attempts > 0 || task.kind === 'verification')
    ) {
      phase.stage = 'polish';
    }
  }
  mission.evidenceCount = world.evidence.filter((item) => item.missionId === mission.id).length;
  const used = tasks.flatMap((task) => (task.usedTokens === null ? [] : [task.usedTokens]));
  mission.usedTokens = used.length === 0 ? null : used.reduce((sum, each) => sum + each, 0);
  mission.estimateTokens = tasks.reduce((sum, task) => sum + (task.estimateTokens ?? 0), 0);
}

export const exampleDeferral: Deferral = {
  category: 'Architectural',
  error: 'Error: 14 modules import the session store directly; moving it breaks their tests.',
  reason:
    'Needs a decision about where sessions live; two attempts changed more than the finding allows.',
  approach: 'Put a port in front of the store, move one caller at a time, then replace the store.',
  risk: 'Medium',
};
