import { errorStatus, operations } from '@mosaic/contract';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type ServedHub, serveHub } from '../../../test/serve-hub.ts';
import { claimedTask } from '../../../test/tasks.ts';

interface Described {
  operationId: string;
  parameters: {
    name: string;
    in: 'path' | 'query';
    required: boolean;
    schema?: object;
    /** Of a parameter that is written as JSON. */
    content?: Record<string, { schema: object }>;
  }[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}
interface Place {
  path: string;
  method: string;
  described: Described;
}

let hub: ServedHub;
let document: { openapi: string; paths: Record<string, Record<string, Described>> };
let places: Place[];
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addVocabulary(['components']);

beforeAll(async () => {
  hub = await serveHub();
  document = JSON.parse((await ask(`${hub.url}/openapi.json`)).text);
  ajv.addSchema(
    { $id: 'openapi', components: (document as unknown as { components: object }).components },
    'openapi',
    false,
    false,
  );
  places = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, described })),
  );
});
afterAll(() => hub.destroy());

const compile = (schema: object) =>
  ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')),
  );
const placeOf = (name: string) =>
  places.find(({ described }) => described.operationId === name.replace('.', '_'));

describe('the description', () => {
  it('has every operation that doors offer, and none that is internal', () => {
    expect(places.map(({ described }) => described.operationId).toSorted()).toEqual(
      hub.hub.operations.map(({ name }) => name.replace('.', '_')).toSorted(),
    );
    expect(places.length).toBeGreaterThan(25);
  });

  it('is OpenAPI 3.1 in its parts: only known keys, paths that name their parameters', () => {
    expect(Object.keys(document).toSorted()).toEqual([
      'components',
      'info',
      'openapi',
      'paths',
      'security',
      'servers',
    ]);
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    const known = ['operationId', 'tags', 'summary', 'parameters', 'requestBody', 'responses'];
    for (const { path, method, described } of places) {
      expect(path).toMatch(/^\/api\/v1(\/[a-z]+|\/\{[a-zA-Z]+\})+$/);
      expect(['get', 'post', 'patch']).toContain(method);
      expect(Object.keys(described).filter((key) => !known.includes(key))).toEqual([]);
      const inPath = described.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(described.requestBody !== undefined).toBe(method !== 'get');
    }
  });

  it('has schemas that a validator accepts, all of them', () => {
    let count = 0;
    for (const { described } of places) {
      const { parameters, requestBody, responses } = described;
      const contents = [requestBody, ...Object.values(responses), ...parameters];
      const schemas = contents.flatMap((part) => Object.values(part?.content ?? {}));
      const plain = parameters.filter(({ content }) => content === undefined);
      for (const { schema = {} } of [...schemas, ...plain]) {
        expect(() => compile(schema)).not.toThrow();
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(200);
  });

  it('tells of every status a call may end with', () => {
    for (const { described } of places) {
      const operation = hub.hub.operations.find(
        ({ name }) => name.replace('.', '_') === described.operationId,
      );
      const statuses = (operation?.errors ?? []).map((code) => String(errorStatus[code]));
      expect(Object.keys(described.responses)).toEqual(
        expect.arrayContaining([...statuses, '400', '401', '403', '429', '500']),
      );
    }
  });
});

/** A client that knows nothing but the description. */
async function callByDescription(name: string, input: Record<string, unknown>) {
  const place = placeOf(name);
  if (!place) throw new Error(`${name} is not described`);
  const { described, method } = place;
  const rest = { ...input };
  const url = new URL(hub.url);
  url.pathname = place.path.replace(/\{(\w+)\}/, (_, field: string) => {
    const value = rest[field];
    delete rest[field];
    return encodeURIComponent(String(value));
  });
  if (!described.requestBody) {
    for (const [field, value] of Object.entries(rest)) {
      const isJson = described.parameters.some(({ name, content }) => name === field && content);
      url.searchParams.set(field, isJson ? JSON.stringify(value) : String(value));
    }
  } else {
    const content = described.requestBody.content['application/json'];
    expect(compile(content?.schema ?? {})(rest)).toBe(true);
  }
  const answer = await ask(url.href, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${hub.owner}`, 'content-type': 'application/json' },
    ...(described.requestBody ? { body: JSON.stringify(rest) } : {}),
  });
  const type = String(answer.headers['content-type']).split(';')[0] ?? '';
  const schema = described.responses[answer.status]?.content[type]?.schema;
  expect(`${name} ${answer.status} ${type} ${schema !== undefined}`).toBe(
    `${name} ${answer.status} ${type} true`,
  );
  const check = compile(schema ?? {});
  const body = JSON.parse(answer.text);
  expect(check(body) || `${name}: ${JSON.stringify(check.errors)}`).toBe(true);
  return { status: answer.status, body };
}

/** Calls an operation by its description and notes that it was called. */
type Call = <Answer>(name: string, input?: Record<string, unknown>) => Promise<Answer>;
type Thing = { id: string };

async function callJobs(call: Call): Promise<void> {
  const jobber = { name: 'jobber', type: 'worker' };
  const { id: agentId } = await call<Thing>('agent.register', jobber);
  const jobs = ['a', 'b', 'c', 'd'].map((key) => ({ title: `Job ${key}`, key }));
  await call('task.submit', { jobs });
  const { assignments } = await call<{
    assignments: { task: Thing; lease: { fencingToken: number } }[];
  }>('task.claim', { agentId, count: 3 });
  const [done, failed] = assignments;
  const held = (one: typeof done) => ({
    taskId: one?.task.id,
    fencingToken: one?.lease.fencingToken,
  });
  await call('task.complete', { tasks: [held(done)] });
  await call('task.fail', { tasks: [{ ...held(failed), error: 'no', isRetryable: false }] });
  await call('task.redrive', { taskIds: [failed?.task.id] });
  await call('task.explain', { taskId: failed?.task.id });
  await call('task.cancel', { taskIds: [failed?.task.id] });
  await call('task.queue');
  await call('task.limit', { scope: 'tenant', runningMax: 9 });
  await call('agent.find', { capabilities: ['lang:go'], labels: { os: 'linux' } });
  await call('agent.drain', { agentId });
  await call('agent.deregister', { agentId });
  const { id: scheduleId } = await call<Thing>('schedule.add', operations.addSchedule.example);
  await call('schedule.show', { scheduleId });
  await call('schedule.list');
  await call('schedule.pause', { scheduleId });
  await call('schedule.resume', { scheduleId });
  await call('schedule.update', { scheduleId, catchUp: 'skip' });
  await call('schedule.remove', { scheduleId });
}

async function callMessages(call: Call): Promise<void> {
  for (const name of ['sender', 'builder']) await call('agent.register', { name, type: 'worker' });
  const draft = { from: 'sender', to: { agent: 'builder' }, type: 'build.requested' };
  const { message } = await call<{ message: Thing & { threadId: string } }>('message.send', draft);
  await call('message.batch', { messages: [draft] });
  await call('message.request', { ...draft, waitMs: 0 });
  const messageId = message.id;
  await call('message.reply', { messageId, from: 'builder', type: 'build.done' });
  const { deliveries } = await call<{ deliveries: { deliveryId: string; attempt: number }[] }>(
    'message.receive',
    { agent: 'builder' },
  );
  const [first, second] = deliveries;
  await call('message.ack', { agent: 'builder', deliveryIds: [first?.deliveryId] });
  await call('message.nack', {
    agent: 'builder',
    deliveries: [{ deliveryId: second?.deliveryId, attempt: second?.attempt }],
  });
  await call('message.list');
  await call('message.show', { messageId });
  await call('message.thread', { threadId: message.threadId });
  await call('message.inbox', { agent: 'builder' });
  await call('message.subscribe', { agent: 'builder', pattern: 'build.*' });
  await call('message.topics');
  await call('message.unsubscribe', { agent: 'builder', pattern: 'build.*' });
  await call('message.deadletters');
  await call('message.redrive', { deliveryIds: [second?.deliveryId] });
}

async function callState(call: Call): Promise<void> {
  const place = { namespace: 'deploy', key: 'web' };
  await call('state.set', { ...place, value: { replicas: 3 } });
  await call('state.get', place);
  await call('state.list', { namespace: 'deploy' });
  await call('state.history', place);
  const writes = [{ kind: 'set', key: 'web', value: 4 }];
  await call('state.transact', { namespace: 'deploy', writes });
  await call('state.usage');
  await call('state.delete', place);
}

async function callLocks(call: Call): Promise<void> {
  const first = { owner: 'one', locks: [{ lockId: 'deploy:web' }] };
  const { ticket: holdId } = await call<{ ticket: string }>('lock.acquire', first);
  await call('lock.renew', { holdId });
  await call('lock.list');
  await call('lock.show', { lockId: 'deploy:web' });
  await call('lock.check', { lockId: 'deploy:web', fencingToken: 1 });
  await call('lock.release', { holdId });
  const { ticket } = await call<{ ticket: string }>('lock.acquire', first);
  await call('lock.break', { holdId: ticket, reason: 'test' });
}

describe('real answers', () => {
  it('match what is described, for success and for failure', async () => {
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-001');
    const { agentId, runId, fencingToken } = assignment.lease;
    const held = { runId, fencingToken };
    const ok = async (name: string, input: Record<string, unknown>) => {
      const { status, body } = await callByDescription(name, input);
      expect(`${name} ${status < 300}`).toBe(`${name} true`);
      return body;
    };
    const done: string[] = [];
    const call = (name: string, input: Record<string, unknown> = {}) => {
      done.push(name);
      return ok(name, input);
    };
    await call('agent.register', { name: 'other', type: 'worker' });
    await call('agent.heartbeat', { agentId });
    await call('agent.show', { agentId });
    await call('agent.list', { limit: 1 });
    await call('task.claim', { agentId });
    await call('task.heartbeat', { taskId: task, fencingToken });
    await call('task.show', { taskId: task });
    await call('task.list', { status: 'in-progress', limit: 5 });
    await call('run.log', { ...held, offset: 0, text: 'hello' });
    await call('run.report', { ...held, usedTokens: 5 });
    await call('run.show', { runId });
    await call('run.list', { taskId: task });
    await call('run.logs', { runId, offset: 1, charsMax: 2 });
    const evidence = await call('evidence.add', { ...operations.addEvidence.example, ...held });
    await call('evidence.list', { runId });
    await call('evidence.show', { evidenceId: evidence.id });
    const handoff = await call('handoff.add', { ...operations.addHandoff.example, ...held });
    await call('handoff.acknowledge', { handoffId: handoff.id, stateHash: handoff.stateHash });
    await call('handoff.show', { handoffId: handoff.id });
    await call('handoff.list', {});
    await call('run.finish', { ...held, result: operations.finishRun.example.result });
    const second = await claimedTask(hub, 'MS-CQ-002');
    await call('task.release', {
      taskId: second.task,
      fencingToken: second.assignment.lease.fencingToken,
      reason: 'test',
    });
    await callJobs(call);
    await callMessages(call);
    await callState(call);
    await callLocks(call);
    await call('quota.set', { scope: 'tenant', kind: 'events-per-day', limit: 100_000 });
    const quotaId = 'tenant:*:events-per-day';
    await call('quota.show', { quotaId });
    await call('quota.list');
    await call('quota.remove', { quotaId });
    await call('node.list');
    await call('event.list', { limit: 2 });
    await call('audit.list', { limit: 2 });
    await call('audit.verify');
    await call('system.status');
    const offered = hub.hub.operations.filter(({ kind }) => kind !== 'stream');
    expect([...new Set(done)].toSorted()).toEqual(offered.map(({ name }) => name).toSorted());
  });

  it.each([
    ['task.show', { taskId: 'tsk_1' }, 400],
    ['task.show', { taskId: operations.showTask.example.taskId }, 404],
    ['handoff.acknowledge', operations.acknowledgeHandoff.example, 404],
  ])('of %s match also when it fails', async (name, input, status) => {
    expect(await callByDescription(name, input)).toMatchObject({ status });
  });
});
