import { type Client, createClient } from '@mosaic/client';
import {
  type Operation,
  type OperationOutput,
  type OperationRawInput,
  operations,
} from '@mosaic/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from './support/start-test-hub.ts';

let hub: TestHub;
let client: Client;
beforeAll(async () => {
  hub = await startTestHub();
  client = createClient({ baseUrl: hub.url, token: hub.ownerToken });
});
afterAll(() => hub.destroy());

const offered: Operation[] = Object.values(operations).filter(
  (operation: Operation) => operation.internal !== true,
);
const done = new Set<string>();

/** Calls through the client; the answer must be what the contract says, field by field. */
async function call<Op extends Operation>(
  operation: Op,
  input: OperationRawInput<Op>,
): Promise<OperationOutput<Op>> {
  done.add(operation.name);
  const output = await client.call(operation, input);
  expect(operation.output.parse(output)).toEqual(output);
  return output;
}

async function firstOf<Op extends Operation>(
  operation: Op,
  input: OperationRawInput<Op>,
): Promise<OperationOutput<Op>> {
  done.add(operation.name);
  const signal = AbortSignal.timeout(10_000);
  for await (const item of client.stream(operation, input, { signal })) {
    expect(operation.output.parse(item)).toEqual(item);
    return item;
  }
  throw new Error(`${operation.name} ended without an item`);
}

async function claim(agentId: string) {
  for (;;) {
    const { assignments } = await call(operations.claimTask, { agentId, waitMs: 5_000 });
    const [assignment] = assignments;
    if (assignment?.kind === 'run') return assignment;
  }
}

async function exchangeMessages(agentId: string): Promise<void> {
  const agent = agentId;
  await call(operations.subscribeTopic, { agent, pattern: 'build.*' });
  await call(operations.listTopics, { agent });
  const sent = await call(operations.sendMessage, { to: { agent }, type: 'note', payload: [1] });
  const messages = [{ to: { topic: 'build.web' }, type: 'note' }];
  await call(operations.sendMessages, { messages });
  const request = { to: { agent }, from: agent, type: 'question', waitMs: 0 };
  const asked = await call(operations.requestReply, request);
  const messageId = asked.request.message.id;
  await call(operations.replyToMessage, { messageId, type: 'answer' });
  const { deliveries } = await call(operations.receiveMessages, { agent, limit: 2 });
  expect(deliveries.map(({ message }) => message.payload)).toEqual([[1], null]);
  const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
  await call(operations.acknowledgeMessages, { agent, deliveryIds });
  const pushed = await firstOf(operations.watchMessages, { agent });
  const { deliveryId, attempt } = pushed;
  await call(operations.refuseMessages, { agent, deliveries: [{ deliveryId, attempt }] });
  await call(operations.listMessages, {});
  await call(operations.showMessage, { messageId: sent.message.id });
  await call(operations.showThread, { threadId: messageId });
  expect(await call(operations.showInbox, { agent })).toMatchObject({ open: 2, acknowledged: 2 });
  await call(operations.unsubscribeTopic, { agent, pattern: 'build.*' });
  await call(operations.listDeadLetters, {});
  await call(operations.redriveMessages, { deliveryIds });
}

/** Jobs from submission to every end, and a schedule. */
async function doJobs(projectId: string) {
  const { id: agentId } = await call(operations.registerAgent, { name: 'jobber', type: 'worker' });
  const jobs = ['a', 'b', 'c', 'd'].map((key) => ({ title: key, key, projectId }));
  const { tasks } = await call(operations.submitTasks, { jobs });
  const taskIds = tasks.map(({ taskId }) => taskId);
  const pushed = await firstOf(operations.receiveTasks, { agentId });
  expect(taskIds).toContain(pushed.task.id);
  const { assignments } = await call(operations.claimTask, { agentId, count: 2 });
  const [done, failed] = assignments.map(({ task, lease }) => ({
    taskId: task.id,
    fencingToken: lease.fencingToken,
  }));
  if (!done || !failed) throw new Error('There was nothing to claim');
  await call(operations.completeTasks, { tasks: [{ ...done, result: { pages: 3 } }] });
  expect((await call(operations.showTask, { taskId: done.taskId })).job?.result?.pages).toBe(3);
  await call(operations.failTasks, { tasks: [{ ...failed, error: 'no', isRetryable: false }] });
  await call(operations.redriveTasks, { taskIds: [failed.taskId] });
  expect((await call(operations.explainTask, { taskId: failed.taskId })).state).toBe('ready');
  await call(operations.cancelTasks, { taskIds });
  await call(operations.limitTasks, { projectId, runningMax: 4 });
  expect((await call(operations.showQueue, {})).items).toHaveLength(1);
  await call(operations.findAgents, { capabilities: ['step:work'], labels: {} });
  expect((await call(operations.drainAgent, { agentId })).state).toBe('draining');
  await call(operations.deregisterAgent, { agentId });

  const { id: scheduleId } = await call(operations.addSchedule, operations.addSchedule.example);
  await call(operations.updateSchedule, { scheduleId, catchUp: 'all' });
  await call(operations.listSchedules, {});
  expect((await call(operations.pauseSchedule, { scheduleId })).nextAt).toBeNull();
  expect((await call(operations.resumeSchedule, { scheduleId })).nextAt).not.toBeNull();
  await call(operations.showSchedule, { scheduleId });
  await call(operations.removeSchedule, { scheduleId });
}

/** A plan from its first epic to its removal. */
async function makePlans(projectId: string) {
  expect((await call(operations.analyseRepository, { projectId })).documents).toEqual([
    'README.md',
  ]);
  const from = { kind: 'empty' as const, title: 'Shop' };
  const { plan } = await call(operations.addPlan, { projectId, from });
  const planId = plan.id;
  await call(operations.listPlans, { projectId });
  await call(operations.showPlan, { planId });
  expect((await call(operations.findPlan, { epicId: 'E.001', projectId })).id).toBe(planId);
  const templates = await call(operations.listTemplates, { goal: 'Build a REST API' });
  expect(templates.items[0]?.name).toBe('rest-api');
  const nodes = [{ title: 'Accounts' }, { title: 'Mail' }];
  const proposal = { planId, parentId: 'E.001', nodes };
  expect((await call(operations.proposeNodes, proposal)).isAccepted).toBe(true);
  await call(operations.undoPlan, { planId });
  const edits = [{ kind: 'add' as const, parentId: 'E.001', node: { title: 'Orders' } }];
  expect((await call(operations.editPlan, { planId, edits })).added).toEqual(['F.001.01']);
  expect((await call(operations.undoPlan, { planId })).canRedo).toBe(true);
  await call(operations.redoPlan, { planId });
  expect((await call(operations.planHistory, { planId })).items).toHaveLength(1);
  expect((await call(operations.planDocument, { planId })).document.nodes).toHaveLength(2);
  expect((await call(operations.checkPlan, { planId })).isRunnable).toBe(false);
  expect((await call(operations.exportPlan, { planId })).text).toContain('Orders');
  const limits = { workers: 4, agents: { 'qa-agent': 1 } };
  await call(operations.schedulePlan, { planId, limits });
  await call(operations.forecastPlan, { planId, samples: 100 });
  const scenarios = [{ name: 'Without orders', without: ['F.001.01'] }];
  const compared = await call(operations.comparePlan, { planId, samples: 100, scenarios });
  expect(compared.scenarios).toHaveLength(2);
  expect((await call(operations.planProgress, { planId })).nodes).toHaveLength(2);
  expect((await call(operations.planGaps, { planId, areas: ['dependencies'] })).gaps).toEqual([]);
  await call(operations.fillPlan, { planId, areas: ['dependencies'] });
  const phase = await call(operations.advancePlan, { planId, phase: 1 });
  expect(phase.plan.stage).toBe('phase_1');
  expect((await call(operations.reportPlan, { planId })).files.length).toBeGreaterThan(5);
  await call(operations.removePlan, { planId });
}

async function keepContexts(): Promise<void> {
  const given = operations.addContext.example;
  const ids: string[] = [];
  for (const name of ['first', 'second']) {
    ids.push((await call(operations.addContext, { ...given, name })).id);
  }
  const contextId = ids[0] ?? '';
  expect((await call(operations.listContexts, {})).items).toHaveLength(2);
  const { context } = await call(operations.showContext, { contextId });
  expect((await call(operations.validateContext, { context })).isValid).toBe(true);
  const changes = { task_context: { current_task: { status: 'completed' } } };
  expect((await call(operations.updateContext, { contextId, changes })).version).toBe(2);
  const field = 'task_context.current_task.status';
  expect((await call(operations.queryContext, { contextId, field })).value).toBe('completed');
  const { conflicts } = await call(operations.mergeContexts, { name: 'both', contextIds: ids });
  expect(conflicts.map(({ path }) => path)).toEqual([field]);
  const { items } = await call(operations.listPersonas, { task: 'Close the injection' });
  const personaId = items[0]?.persona.id ?? '';
  expect((await call(operations.showPersona, { personaId })).id).toBe('SEC-GUARD-SAM');
}

describe('the client', () => {
  it('reaches every operation of the product, and gets what the contract promises', async () => {
    const capabilities = ['runtime:fixer', 'step:review', 'step:work', 'step:verify'];
    const agent = await call(operations.registerAgent, { name: 'r', type: 'runner', capabilities });
    const agentId = agent.id;
    await call(operations.heartbeatAgent, { agentId });
    await call(operations.listAgents, { type: 'runner' });
    await call(operations.showAgent, { agentId });

    const project = await call(operations.addProject, { path: hub.repository });
    const projectId = project.id;
    const gates = [{ name: 'test', command: 'true' }];
    expect((await call(operations.updateProject, { projectId, gates })).gates).toHaveLength(1);
    await call(operations.listProjects, {});
    await call(operations.showProject, { projectId });

    await makePlans(projectId);

    const mission = await call(operations.startMission, { projectId });
    const missionId = mission.id;
    await call(operations.listMissions, { projectId });
    await call(operations.missionStatus, { missionId });
    expect((await call(operations.missionGates, { missionId })).items).toEqual([]);
    expect((await firstOf(operations.watchMission, { missionId })).id).toBe(missionId);

    const first = await claim(agentId);
    const taskId = first.task.id;
    await call(operations.heartbeatTask, { taskId, fencingToken: first.lease.fencingToken });
    await call(operations.listTasks, { missionId });
    await call(operations.showTask, { taskId });
    const held = { runId: first.lease.runId, fencingToken: first.lease.fencingToken };
    const { runId } = held;
    await call(operations.appendRunLog, { ...held, offset: 0, text: 'hello\n' });
    await call(operations.reportRun, { ...held, usedTokens: 10, contextPercent: 5 });
    await call(operations.listRuns, { taskId });
    await call(operations.showRun, { runId });
    expect((await call(operations.runLogs, { runId })).text).toBe('hello\n');
    expect((await firstOf(operations.followRun, { runId, offset: 1 })).text).toBe('ello\n');
    const evidence = await call(operations.addEvidence, {
      ...operations.addEvidence.example,
      ...held,
    });
    await call(operations.listEvidence, { missionId });
    await call(operations.showEvidence, { evidenceId: evidence.id });
    const handoff = await call(operations.addHandoff, {
      ...operations.addHandoff.example,
      ...held,
    });
    const { stateHash } = handoff;
    await call(operations.acknowledgeHandoff, { handoffId: handoff.id, stateHash });
    await call(operations.listHandoffs, { missionId });
    await call(operations.showHandoff, { handoffId: handoff.id });

    await call(operations.releaseTask, { taskId, fencingToken: held.fencingToken, reason: 'test' });
    const second = await claim(agentId);
    const { result } = operations.finishRun.example;
    const lease = { runId: second.lease.runId, fencingToken: second.lease.fencingToken };
    expect((await call(operations.finishRun, { ...lease, result })).status).toBe('failed');

    await exchangeMessages(agentId);
    await doJobs(projectId);

    await keepContexts();

    const namespace = 'deploy';
    await call(operations.setState, { namespace, key: 'web/config', value: { replicas: 3 } });
    const entry = await call(operations.getState, { namespace, key: 'web/config' });
    expect(entry.value).toEqual({ replicas: 3 });
    await call(operations.transactState, {
      namespace,
      conditions: [{ key: 'web/config', version: entry.version }],
      writes: [{ kind: 'set', key: 'web/release', value: '2.1.0' }],
    });
    expect((await call(operations.listState, { namespace, prefix: 'web/' })).items).toHaveLength(2);
    expect(await firstOf(operations.watchState, { namespace })).toMatchObject({ revision: 1 });
    await call(operations.deleteState, { namespace, key: 'web/config' });
    await call(operations.stateHistory, { namespace, key: 'web/config' });
    await call(operations.stateUsage, {});

    const lockId = 'deploy:web';
    const acquire = () => call(operations.acquireLock, { owner: 'release', locks: [{ lockId }] });
    const { hold } = await acquire();
    const holdId = hold?.id ?? '';
    await call(operations.renewLock, { holdId });
    const fencingToken = hold?.fencingToken ?? 0;
    const check = await call(operations.checkLock, { lockId, fencingToken });
    expect(check.isValid).toBe(true);
    await call(operations.listLocks, {});
    expect((await call(operations.showLock, { lockId })).holders).toHaveLength(1);
    await call(operations.releaseLock, { holdId });
    const next = await acquire();
    await call(operations.breakLock, { holdId: next.ticket, reason: 'test' });

    await call(operations.stopMission, { missionId });
    await expect
      .poll(async () => (await client.call(operations.missionStatus, { missionId })).status)
      .toMatch(/stopped|failed/);
    // Resuming may be refused for a mission that is over; it must reach its handler either way.
    done.add(operations.resumeMission.name);
    await client.call(operations.resumeMission, { missionId }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'conflict' });
    });

    expect((await firstOf(operations.watchEvents, {})).seq).toBe(1);
    await call(operations.listEvents, { missionId });
    await call(operations.listAudit, { operation: 'task.claim' });
    const verdict = await call(operations.verifyAudit, {});
    expect(verdict.isIntact).toBe(true);
    const { id: quotaId } = await call(operations.setQuota, {
      scope: 'tenant',
      kind: 'events-per-day',
      limit: 1_000_000,
    });
    await call(operations.listQuotas, {});
    expect((await call(operations.showQuota, { quotaId })).used).toBeGreaterThan(0);
    await call(operations.removeQuota, { quotaId });
    await call(operations.listNodes, {});
    const status = await call(operations.systemStatus, {});
    expect(status.counts).toMatchObject({ project: 1, mission: 1, agent: 1, evidence: 1 });

    expect([...done].toSorted()).toEqual(offered.map(({ name }) => name).toSorted());
  }, 60_000);

  it('repeats a command under its idempotency key without a second effect', async () => {
    const input = { name: 'idempotent', type: 'worker' as const };
    const before = (await client.call(operations.verifyAudit, {})).records;
    const options = { idempotencyKey: 'once' };
    const first = await client.call(operations.registerAgent, input, options);
    expect(await client.call(operations.registerAgent, input, options)).toEqual(first);
    expect((await client.call(operations.verifyAudit, {})).records).toBe(before + 1);
  });

  it('follows events through a lost connection, each once', async () => {
    const stop = new AbortController();
    const seqs: number[] = [];
    const states: string[] = [];
    let cut = new AbortController();
    const flaky = createClient({
      baseUrl: hub.url,
      token: hub.ownerToken,
      fetch: (url, init) => {
        cut = new AbortController();
        const signals = [cut.signal, ...(init?.signal ? [init.signal] : [])];
        return fetch(url, { ...init, signal: AbortSignal.any(signals) });
      },
    });
    const { lastEventSeq: after } = await client.call(operations.systemStatus, {});
    const reading = (async () => {
      const options = { signal: stop.signal, onConnection: (state: string) => states.push(state) };
      for await (const event of flaky.stream(operations.watchEvents, { after }, options)) {
        seqs.push(event.seq);
        if (seqs.length === 30) break;
      }
    })();
    for (let index = 0; index < 30; index += 1) {
      await client.call(operations.registerAgent, { name: `w${index}`, type: 'worker' });
      if (index % 10 === 5) cut.abort();
    }
    await reading;
    stop.abort();
    const committed = await client.call(operations.listEvents, { after, limit: 30 });
    expect(seqs).toEqual(committed.items.map(({ seq }) => seq));
    expect(states.filter((state) => state === 'lost').length).toBeGreaterThan(0);
  });

  it('follows shared state through a lost connection, each change once', async () => {
    const stop = new AbortController();
    let cut = new AbortController();
    let connections = 0;
    const flaky = createClient({
      baseUrl: hub.url,
      token: hub.ownerToken,
      fetch: (url, init) => {
        connections += 1;
        cut = new AbortController();
        const signals = [cut.signal, ...(init?.signal ? [init.signal] : [])];
        return fetch(url, { ...init, signal: AbortSignal.any(signals) });
      },
    });
    const namespace = 'followed';
    const set = (value: number) => client.call(operations.setState, { namespace, key: 'a', value });
    const first = await set(0);
    const values: unknown[] = [];
    const reading = (async () => {
      const input = { namespace, after: first.revision };
      const items = flaky.stream(operations.watchState, input, { signal: stop.signal });
      for await (const item of items) {
        if (item.kind === 'changed') values.push(item.value);
        if (values.length === 30) break;
      }
    })();
    for (let value = 1; value <= 30; value += 1) {
      await set(value);
      if (value % 10 === 5) cut.abort();
    }
    await reading;
    stop.abort();
    expect(values).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(connections).toBeGreaterThan(1);
  });
});
