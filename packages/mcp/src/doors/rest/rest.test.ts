import { limits, operations, restRoute } from '@mosaic/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesModule } from '../../../test/entries-module.ts';
import { ask, type ServedHub, serveHub } from '../../../test/serve-hub.ts';
import { storeContents } from '../../../test/store-contents.ts';
import { brief, claimedTask, newTask, registerRunner } from '../../../test/tasks.ts';

let hub: ServedHub;
beforeAll(async () => {
  hub = await serveHub([entriesModule]);
});
afterAll(() => hub.destroy());

type Body = Record<string, unknown> & { code?: string; detail?: string };

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await ask(`${hub.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.owner}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, body: JSON.parse(answer.text || '{}') as Body };
}

describe('an answer', () => {
  it('is 201 for what adds to a collection and 200 for the rest', async () => {
    const added = await send('POST', '/agents', { name: 'a', type: 'runner' });
    expect(added).toMatchObject({ status: 201, body: { name: 'a', isOnline: true } });
    const { id } = added.body;
    expect(await send('POST', `/agents/${id}/heartbeat`, {})).toMatchObject({ status: 200 });
    expect(await send('GET', `/agents/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await send('POST', '/tasks/claim', { agentId: id })).toMatchObject({
      status: 200,
      body: { assignments: [] },
    });
  });

  it('carries headers that keep browsers from guessing, also on refusals', async () => {
    for (const { headers } of [await send('GET', '/tasks'), await send('GET', '/nothing')]) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});

describe('a refusal', () => {
  const text = JSON.stringify;
  it.each([
    ['an unknown path', 'GET', '/nothing', undefined, 404, 'not_found'],
    ['an unknown method', 'DELETE', '/tasks', undefined, 404, 'not_found'],
    ['a hidden operation', 'POST', '/entrys/hide', { text: 'a' }, 404, 'not_found'],
    [
      'a missing thing',
      'GET',
      `/tasks/${operations.showTask.example.taskId}`,
      undefined,
      404,
      'not_found',
    ],
    ['a wrong field', 'GET', '/tasks/tsk_1', undefined, 400, 'invalid_input'],
    ['a wrong query', 'GET', '/tasks?limit=0', undefined, 400, 'invalid_input'],
    ['a field too many', 'GET', '/tasks?more=1', undefined, 400, 'invalid_input'],
    ['a field given twice', 'GET', '/tasks?limit=1&limit=2', undefined, 400, 'invalid_input'],
    ['a broken cursor', 'GET', '/tasks?cursor=%21', undefined, 400, 'invalid_input'],
    ['a body that is no JSON', 'POST', '/entrys', '{"text"', 400, 'invalid_input'],
    ['a list for a body', 'POST', '/entrys', text([1, 2]), 400, 'invalid_input'],
    ['a text for a body', 'POST', '/entrys', text('text'), 400, 'invalid_input'],
    ['no body', 'POST', '/entrys', undefined, 400, 'invalid_input'],
    ['a conflict', 'POST', '/entrys', { text: 'refused' }, 409, 'conflict'],
    ['a bug', 'POST', '/entrys', { text: 'bug' }, 500, 'internal'],
  ])('of %s is a problem that says which', async (_what, method, path, body, status, code) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toEqual({
      type: `urn:mosaic:error:${code}`,
      title: code.replaceAll('_', ' '),
      status,
      code,
      detail: expect.any(String),
      details: expect.any(Object),
    });
    expect(answer.text).not.toContain('secret');
    expect(answer.text).not.toMatch(/\.ts:\d|node_modules/);
  });

  it('of a token says how to send one', async () => {
    const answer = await send('GET', '/tasks', undefined, { authorization: 'Bearer no' });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="mosaic"');
  });

  it.each(['', 'Basic b3duZXI6', 'Bearer', 'bearer  ', `Token x`])(
    'of the header %j changes nothing',
    async (authorization) => {
      const before = await storeContents(hub);
      expect(await send('POST', '/entrys', { text: 'a' }, { authorization })).toMatchObject({
        status: 401,
      });
      expect(await storeContents(hub)).toEqual(before);
    },
  );

  it('of every operation without a token', async () => {
    expect(hub.hub.operations.length).toBeGreaterThan(25);
    for (const operation of hub.hub.operations) {
      const { method, path } = restRoute(operation);
      const url = path.replace(/\{\w+\}/, 'x');
      const answer = await send(method, url, method === 'GET' ? undefined : {}, {
        authorization: '',
      });
      expect(`${operation.name} ${answer.status}`).toBe(`${operation.name} 401`);
    }
  });

  it('for calling too fast says when to come back', async () => {
    const served = await serveHub();
    const headers = { authorization: `Bearer ${served.owner}` };
    let answer = await ask(`${served.url}/api/v1/tasks`, { headers });
    for (let index = 0; index < 2_000 && answer.status === 200; index += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => ask(`${served.url}/api/v1/tasks`, { headers })),
      );
      answer = answers.find(({ status }) => status !== 200) ?? answer;
    }
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    await served.destroy();
  });
});

describe('a body', () => {
  it('over the limit is refused, and one under it is read', async () => {
    const of = (length: number) => send('POST', '/entrys', { text: 'x'.repeat(length) });
    expect(await of(4 * 1024 * 1024)).toMatchObject({ status: 413, body: { code: 'too_large' } });
    expect(await of(4 * 1024 * 1024 - 100)).toMatchObject({ status: 400 });
  });

  it.each([
    '{"__proto__": {"isAdmin": true}, "text": "a"}',
    '{"constructor": {"prototype": {"isAdmin": true}}, "text": "a"}',
    '{"text": "a", "toString": "x"}',
    '{"text": "a", "hasOwnProperty": true}',
  ])('with the key of an object prototype is refused and changes no object: %s', async (body) => {
    const before = await storeContents(hub);
    expect(await send('POST', '/entrys', body)).toMatchObject({ status: 400 });
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    expect(await storeContents(hub)).toEqual(before);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'does not matter in a query: %s',
    async (name) => {
      expect(await send('GET', `/tasks?${name}=1`)).toMatchObject({ status: 400 });
      expect(await send('GET', `/tasks/${name}`)).toMatchObject({ status: 400 });
    },
  );

  it('cannot contradict the path', async () => {
    const [one, two] = [await registerRunner(hub, 'one'), await registerRunner(hub, 'two')];
    const answer = await send('POST', `/agents/${one}/heartbeat`, { agentId: two });
    expect(answer).toMatchObject({ status: 200, body: { id: one } });
  });
});

describe('a query', () => {
  it('takes lists and objects as JSON, and a list one parameter at a time', async () => {
    const capabilities = ['lang:go', 'lang:rust'];
    await send('POST', '/agents', { name: 'able', type: 'worker', capabilities });
    const find = async (parameters: Record<string, string> | [string, string][]) => {
      const { status, body } = await send('GET', `/agents/find?${new URLSearchParams(parameters)}`);
      const { agents = [] } = body as { agents?: { name: string }[] };
      return [status, ...agents.map(({ name }) => name)];
    };
    expect(await find({ capabilities: JSON.stringify(capabilities) })).toEqual([200, 'able']);
    expect(await find({ capabilities: 'lang:go' })).toEqual([200, 'able']);
    expect(await find(capabilities.map((name) => ['capabilities', name]))).toEqual([200, 'able']);
    expect(await find({ capabilities: 'lang:go', labels: '{"os":"linux"}' })).toEqual([200]);
    expect(await find({ labels: '{"os":' })).toEqual([400]);
    expect(await find({ capabilities: '[1]' })).toEqual([400]);
  });
});

describe('Idempotency-Key', () => {
  it('answers again what it answered, and refuses another input', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const first = await send('POST', '/entrys', { text: 'once' }, headers);
    expect(first.status).toBe(201);
    expect((await send('POST', '/entrys', { text: 'once' }, headers)).body).toEqual(first.body);
    expect(await send('POST', '/entrys', { text: 'other' }, headers)).toMatchObject({
      status: 422,
    });
    const { entry = [] } = await storeContents(hub);
    expect(entry.filter((row) => (row as { text: string }).text === 'once')).toHaveLength(1);
  });

  it('that is too long is refused rather than cut, since two could become one', async () => {
    const headers = { 'idempotency-key': 'k'.repeat(201) };
    expect(await send('POST', '/entrys', { text: 'a' }, headers)).toMatchObject({ status: 400 });
  });
});

describe('waiting for work', () => {
  it('lasts until there is some', async () => {
    const agentId = await registerRunner(hub, 'waiting');
    const input = { agentId, runtimes: ['fixer'], waitMs: 10_000 };
    const waiting = send('POST', '/tasks/claim', input);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const task = await newTask(hub, 'MS-CQ-100');
    await hub.hub.system('missions').call(operations.offerTask, { taskId: task, brief: brief() });
    expect(await waiting).toMatchObject({
      status: 200,
      body: { assignments: [{ task: { id: task } }] },
    });
  });

  it('lasts as long as was asked for when there is none', async () => {
    const agentId = await registerRunner(hub, 'patient');
    const startedAt = performance.now();
    expect((await send('POST', '/tasks/claim', { agentId, waitMs: 300 })).body).toEqual({
      assignments: [],
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(290);
  });

  it('ends when the caller goes away, who is then given nothing', async () => {
    const agentId = await registerRunner(hub, 'gone');
    const gone = new AbortController();
    const waiting = fetch(`${hub.url}/api/v1/tasks/claim`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.owner}`, 'content-type': 'application/json' },
      body: JSON.stringify({ agentId, runtimes: ['fixer'], waitMs: 20_000 }),
      signal: gone.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-101');
    expect(assignment.lease.agentId).not.toBe(agentId);
    expect(assignment.task.id).toBe(task);
  });
});

describe('health', () => {
  it('says that the process lives, and whether the hub can serve yet', async () => {
    expect(await ask(`${hub.url}/health`)).toMatchObject({ status: 200 });
    expect(await ask(`${hub.url}/ready`)).toMatchObject({ status: 200 });
    hub.state.isReady = false;
    expect(await ask(`${hub.url}/ready`)).toMatchObject({ status: 503 });
    hub.state.isReady = true;
  });

  it('counts calls for who has a token, by operation and outcome', async () => {
    expect(await ask(`${hub.url}/metrics`)).toMatchObject({ status: 401 });
    const headers = { authorization: `Bearer ${hub.owner}` };
    const { text } = await ask(`${hub.url}/metrics`, { headers });
    expect(text).toMatch(
      /mosaic_operation_calls_total\{operation="entry\.add",surface="rest",outcome="conflict"\} 1/,
    );
    expect(text).not.toContain(hub.owner);
  });
});

it('answers pages up to the limit that callers may rely on', async () => {
  expect(await send('GET', `/tasks?limit=${limits.pageSizeMax}`)).toMatchObject({ status: 200 });
  expect(await send('GET', `/tasks?limit=${limits.pageSizeMax + 1}`)).toMatchObject({
    status: 400,
  });
});
