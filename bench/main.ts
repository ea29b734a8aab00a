import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Row } from './row.ts';

interface Benchmark {
  readonly summary: string;
  readonly run: () => Promise<readonly Row[]>;
}

/** Every benchmark by its name; loaded only when it runs. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  start: {
    summary: 'from spawn to /ready, on an empty home and on one with 100,000 tasks',
    run: async () => (await import('./start.ts')).benchStart(),
  },
  doors: {
    summary: "REST and MCP under load, beside the official SDK's server over the same operations",
    run: async () => (await import('./doors.ts')).benchDoors(),
  },
  coordination: {
    summary: 'claim, heartbeat and finish, with 1 and 30 runners, on 1,000 and 10,000 tasks',
    run: async () => (await import('./coordination.ts')).benchCoordination(),
  },
  agents: {
    summary: '1,000 and 5,000 agents that beat: memory, processor, how long a job waits for one',
    run: async () => (await import('./agents.ts')).benchAgents(),
  },
  queues: {
    summary: 'claim and complete jobs, beside BullMQ and pg-boss; 10,000 and 100,000 waiting',
    run: async () => (await import('./queues.ts')).benchQueues(),
  },
  store: {
    summary: 'copy 1,000,000 rows to PostgreSQL and back, back them up and restore them',
    run: async () => (await import('./store.ts')).benchStore(),
  },
  mission: {
    summary: 'decisions and documents at 500 and 5,000 tasks; the sample mission on the clock',
    run: async () => (await import('./mission.ts')).benchMission(),
  },
  planning: {
    summary: 'validate and schedule 10,000 and 100,000 nodes, forecast; beside task-master-ai',
    run: async () => (await import('./planning.ts')).benchPlanning(),
  },
  git: {
    summary: 'clone, take and land one run, beside a linked worktree',
    run: async () => (await import('./git.ts')).benchGit(),
  },
  fanout: {
    summary:
      'events to 1,000 readers at 20 to 200 a second, beside plain SSE and WebSocket servers',
    run: async () => (await import('./fanout.ts')).benchFanout(),
  },
  overload: {
    summary:
      'two and three times more calls than the hub gets done: what is done, how late, how fair',
    run: async () => (await import('./overload.ts')).benchOverload(),
  },
  state: {
    summary: 'get, set, compare-and-set on 1,000 and 100,000 keys; how fast a watch tells',
    run: async () => (await import('./state.ts')).benchState(),
  },
  locks: {
    summary: 'acquire and release by 32 callers, alone and against each other',
    run: async () => (await import('./locks.ts')).benchLocks(),
  },
  messages: {
    summary: 'send, hand out and acknowledge over REST; the cost among 1,000 and 100,000 messages',
    run: async () => (await import('./messages.ts')).benchMessages(),
  },
  'plan-layout': {
    summary: 'the layered picture of a plan of 500 to 5,000 nodes, beside elk and dagre',
    run: async () => (await import('./plan-layout.ts')).benchPlanLayout(),
  },
  audit: {
    summary: 'append to the audit chain; verify 10,000 and 100,000 records',
    run: async () => (await import('./audit.ts')).benchAudit(),
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [name] = positionals;
if (name === undefined) {
  for (const [id, { summary }] of Object.entries(benchmarks)) print(`${id.padEnd(13)} ${summary}`);
  print('\nRun one: npm run bench -- NAME [--json]');
} else {
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (benchmark === undefined) {
    process.stderr.write(`There is no benchmark ${name}. List them: npm run bench\n`);
    process.exit(64);
  }
  const rows = await benchmark.run();
  print(values.json ? JSON.stringify(rows) : table(rows));
}

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const peer = row.peer === null ? '' : `  ${row.peerName} ${row.peer} (× ${row.ratio})`;
    const verdict =
      row.holds === null ? '' : `  target ${row.target}: ${row.holds ? 'kept' : 'MISSED'}`;
    return `${row.name.padEnd(34)} ${row.metric.padEnd(18)} ${String(row.ours).padStart(9)} ${row.unit}${peer}${verdict}`;
  });
  return [`${availableParallelism()} cores, Node ${process.version}`, ...lines].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
