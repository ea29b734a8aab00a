import type { Mission, Severity, Task } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import { fakeId, hex } from './fake-ids.ts';
import { type FakeWorld, recount } from './fake-world.ts';

interface PlanOptions {
  name: string;
  projectId: string;
  /** Fix tasks of each phase. */
  sizes: readonly number[];
  status?: Mission['status'];
  startedMinutesAgo: number;
}

const titles = [
  'SQL is built from the query string',
  'Session cookie lacks HttpOnly and SameSite',
  'Comparison with == lets "0" pass as false',
  'Password reset token never expires',
  'Unbounded request body in the upload handler, which also keeps every chunk in memory until the client disconnects',
  'Error response leaks the stack trace',
  'KEYS blocks Redis for the whole scan',
  'No test covers the refund path',
  'Promise is not awaited in the webhook handler',
  'Directory traversal through the file name parameter',
];
const codes = ['SEC', 'SEC', 'CQ', 'TEST'] as const;
const branches = ['fix/security', 'fix/security', 'fix/code-quality', 'fix/test-coverage'];
const names = [
  'Critical security fixes',
  'Security hardening',
  'Code quality',
  'Tests and documentation',
];
const components = ['api', 'web', 'worker'];

let missionCount = 0;
let taskCount = 0;

/** A mission with its tasks as the bootstrap of a report makes them. */
export function addPlan(world: FakeWorld, options: PlanOptions): Mission {
  missionCount += 1;
  const startedAt = new Date(Date.now() - options.startedMinutesAgo * 60_000).toISOString();
  const mission: Mission = {
    id: fakeId('mission', missionCount),
    projectId: options.projectId,
    name: options.name,
    milestone: 'M6-Hardening',
    taskPrefix: 'MS',
    status: options.status ?? 'running',
    runtime: 'fixer',
    maxWorkers: 2,
    planId: null,
    reportName: 'codebase-review',
    baseCommit: hex(40, 3),
    branch: `mosaic/${options.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)}`,
    headCommit: hex(40, 5),
    phases: options.sizes.map((_, index) => ({
      number: index + 1,
      severity: severities[index] as Severity,
      name: names[index] ?? 'More',
      branch: branches[index] ?? 'fix/more',
      stage: 'waiting',
      total: 0,
      done: 0,
      deferred: 0,
      skipped: 0,
      issue: null,
    })),
    tasks: {
      total: 0,
      'not-started': 0,
      'in-progress': 0,
      done: 0,
      failed: 0,
      deferred: 0,
      skipped: 0,
    },
    estimateTokens: 0,
    usedTokens: null,
    evidenceCount: 0,
    notConfigured: [],
    warnings: [],
    waitingFor: [],
    stopReason: null,
    createdAt: startedAt,
    finishedAt: null,
  };
  world.missions.unshift(mission);
  let verification: string | null = null;
  options.sizes.forEach((size, index) => {
    verification = addPhase(world, mission, index, size, verification);
  });
  recount(world, mission);
  return mission;
}

function addPhase(
  world: FakeWorld,
  mission: Mission,
  index: number,
  size: number,
  previous: string | null,
): string {
  const fixes: string[] = [];
  for (let n = 1; n <= size; n += 1) {
    const task = makeTask(mission, index, n, previous === null ? [] : [previous]);
    // Every third task touches the same file as the one before it.
    if (n % 3 === 0) task.dependsOn.push(fixes.at(-1) ?? '');
    fixes.push(task.id);
    world.tasks.push(task);
  }
  const check = makeTask(mission, index, size + 1, fixes);
  check.kind = 'verification';
  check.type = 'VERIFICATION';
  check.title = `Verify phase ${index + 1}: all gates on ${check.branch}`;
  check.finding = null;
  check.severity = null;
  check.key = `MS-V-${String(index + 1).padStart(3, '0')}`;
  world.tasks.push(check);
  return check.id;
}

function makeTask(mission: Mission, index: number, n: number, dependsOn: string[]): Task {
  taskCount += 1;
  const code = codes[index] ?? 'CQ';
  const title = titles[(index * 3 + n - 1) % titles.length] ?? 'Defect';
  const component = components[n % components.length] ?? 'api';
  const path = `src/${component}/${code.toLowerCase()}-${n}.ts`;
  return {
    id: fakeId('task', taskCount),
    projectId: mission.projectId,
    missionId: mission.id,
    key: `MS-${code}-${String(index * 100 + n).padStart(3, '0')}`,
    kind: 'fix',
    status: 'not-started',
    type: 'SECURITY_FIX',
    severity: severities[index] ?? 'low',
    phase: index + 1,
    title: `${code}-API-${n}: ${title}`,
    finding: {
      id: `${code}-API-${n}`,
      severity: severities[index] ?? 'low',
      title,
      body: `The value reaches the call unchecked.\n\n**Impact:** an attacker can read what is not theirs.\n**Recommendation:** pass it as a parameter.`,
      files: [
        { path, line: 12 + n },
        { path: `src/${component}/index.ts`, line: null },
      ],
      source: `docs/reports/codebase-review/0${index + 1}-${code.toLowerCase()}-review.md`,
      rule: index === 2 ? 'lint/suspicious/noDoubleEquals' : null,
      check: index === 0 ? `! grep -n "query(\\"" ${path}` : null,
    },
    node: null,
    component,
    branch: branches[index] ?? 'fix/more',
    scope: [path, `src/${component}/**/*.test.ts`],
    dependsOn: [...dependsOn],
    job: null,
    estimateTokens: 5_000 + ((n * 1_700) % 12_000),
    usedTokens: null,
    attempts: 0,
    commit: null,
    category: null,
    deferral: null,
    skipReason: null,
    lastError: null,
    brief: null,
    lease: null,
    agentName: null,
    startedAt: null,
    completedAt: null,
    createdAt: mission.createdAt,
  };
}
