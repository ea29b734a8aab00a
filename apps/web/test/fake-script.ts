import type { Mission, Run, Task } from '@mosaic/contract';
import { fakeId, hex } from './fake-ids.ts';
import { emit, exampleDeferral, type FakeWorld, recount } from './fake-world.ts';

let runCount = 0;
let evidenceCount = 0;

/** Starts the next ready tasks, up to the mission's number of workers. */
export function startReady(world: FakeWorld, mission: Mission): void {
  const tasks = world.tasks.filter((task) => task.missionId === mission.id);
  const settled = new Set(
    tasks.filter((task) => ['done', 'deferred'].includes(task.status)).map((task) => task.id),
  );
  for (const task of tasks) {
    const busy = tasks.filter((each) => each.status === 'in-progress').length;
    if (busy >= mission.maxWorkers || mission.status !== 'running') break;
    const isReady = task.dependsOn.every((id) => settled.has(id));
    if (task.status === 'not-started' && isReady) startRun(world, mission, task);
  }
  recount(world, mission);
  emit(world, 'mission.changed', { missionId: mission.id });
}

function startRun(world: FakeWorld, mission: Mission, task: Task): Run {
  runCount += 1;
  const agent = world.agents[runCount % 2] ?? world.agents[0];
  const run: Run = {
    id: fakeId('run', runCount),
    taskId: task.id,
    missionId: mission.id,
    step: task.kind === 'verification' ? 'verify' : 'work',
    attempt: task.attempts + 1,
    status: 'running',
    runtime: mission.runtime,
    agentId: agent?.id ?? fakeId('agent', 1),
    agentName: agent?.name ?? 'runner-1',
    baseCommit: hex(40, 7),
    commit: null,
    usedTokens: null,
    contextPercent: null,
    sandboxed: null,
    notes: null,
    failure: null,
    startedAt: new Date().toISOString(),
    finishedAt: null,
  };
  world.runs.unshift(run);
  world.logs.set(run.id, { text: '\u001b[36m▶ clone\u001b[0m made in 84 ms\n', isEnd: false });
  task.status = 'in-progress';
  task.attempts += 1;
  task.agentName = run.agentName;
  task.startedAt = run.startedAt;
  emit(world, 'task.claimed', {
    missionId: mission.id,
    taskId: task.id,
    runId: run.id,
    data: { step: run.step, attempt: run.attempt, agentName: run.agentName },
  });
  return run;
}

/** Lets a run work a little: log, tokens, context. */
export function progressRun(world: FakeWorld, run: Run): void {
  const log = world.logs.get(run.id);
  if (log !== undefined) {
    const line = log.text.split('\n').length;
    log.text += `\u001b[32mstep ${line}\u001b[0m reading src/api/file-${line}.ts\n 10 %\r 55 %\r100 % checked\n`;
  }
  run.usedTokens = (run.usedTokens ?? 0) + 640;
  run.contextPercent = Math.min(61, (run.contextPercent ?? 4) + 3.4);
  emit(world, 'run.progressed', {
    missionId: run.missionId,
    taskId: run.taskId,
    runId: run.id,
    data: { usedTokens: run.usedTokens },
  });
}

/** Ends a run well, and with it the task, with evidence for each gate. */
export function finishRun(
  world: FakeWorld,
  run: Run,
  outcome: 'done' | 'failed' | 'deferred',
): void {
  const task = world.tasks.find((each) => each.id === run.taskId);
  const mission = world.missions.find((each) => each.id === run.missionId);
  if (task === undefined || mission === undefined) return;
  const now = new Date().toISOString();
  const isGood = outcome === 'done';
  run.status = isGood ? 'succeeded' : 'failed';
  run.finishedAt = now;
  run.startedAt = new Date(Date.parse(now) - 21_000 - ((runCount * 7_919) % 160_000)).toISOString();
  run.sandboxed = true;
  run.commit = isGood ? hex(40, runCount) : null;
  run.notes = isGood ? 'Parameter is bound; a test shows that the injection fails.' : null;
  if (!isGood) {
    run.failure = {
      code: 'gate_failed',
      message:
        'Gate test exited with 1.\n\n  FAIL src/api/orders.test.ts > refuses a negative amount\n  expected 400, got 200',
    };
  }
  addEvidence(world, run, 'lint', true);
  addEvidence(world, run, 'test', isGood);
  const log = world.logs.get(run.id);
  if (log !== undefined) {
    log.text += isGood ? 'all gates green\n' : '\u001b[31mgate test is red\u001b[0m\n';
    log.isEnd = true;
  }
  task.status = outcome;
  task.usedTokens = (task.usedTokens ?? 0) + (run.usedTokens ?? 4_000);
  task.commit = run.commit;
  task.lastError = isGood ? null : (run.failure?.message ?? null);
  task.completedAt = isGood ? now : null;
  if (outcome === 'deferred') {
    task.deferral = exampleDeferral;
    task.category = 'architectural';
  }
  emit(world, 'run.finished', { missionId: mission.id, taskId: task.id, runId: run.id });
  emit(world, 'task.settled', {
    missionId: mission.id,
    taskId: task.id,
    data: { status: outcome, usedTokens: task.usedTokens },
  });
  recount(world, mission);
}

function addEvidence(world: FakeWorld, run: Run, gate: string, passed: boolean): void {
  evidenceCount += 1;
  const command = gate === 'test' ? 'npm test' : 'npx eslint .';
  const item = {
    id: fakeId('evidence', evidenceCount),
    runId: run.id,
    taskId: run.taskId,
    missionId: run.missionId,
    gate,
    command,
    commit: hex(40, evidenceCount),
    exitCode: passed ? 0 : 1,
    endedBy: 'exit' as const,
    durationMs: 900 + ((evidenceCount * 371) % 9_000),
    logSha256: hex(64, evidenceCount),
    logBytes: 1_204,
    isLogComplete: true,
    passed,
    required: true,
    sandboxed: true,
    createdAt: new Date().toISOString(),
    log: passed
      ? '\u001b[32m✓\u001b[0m 214 tests passed (2.1 s)\n'
      : '\u001b[31m✗\u001b[0m refuses a negative amount\n  expected 400, got 200\n\n1 failed, 213 passed\n',
    repeat: `git fetch mosaic ${hex(10, evidenceCount)}\ngit worktree add /tmp/check ${hex(40, evidenceCount)}\ncd /tmp/check && ${command}\n`,
  };
  world.evidence.push(item);
  emit(world, 'evidence.added', {
    missionId: run.missionId,
    taskId: run.taskId,
    runId: run.id,
    data: { gate, passed },
  });
}

/** One beat of the whole: runs go on, every fourth beat one ends and the next begins. */
export function beat(world: FakeWorld, mission: Mission, n: number): void {
  const running = world.runs.filter(
    (run) => run.missionId === mission.id && run.status === 'running',
  );
  for (const run of running) progressRun(world, run);
  const oldest = running.at(-1);
  if (n % 4 === 0 && oldest !== undefined) finishRun(world, oldest, 'done');
  if (mission.status === 'stopping' && n % 4 === 0) {
    mission.status = 'stopped';
    mission.stopReason = 'stopped in the dashboard';
  }
  startReady(world, mission);
}
