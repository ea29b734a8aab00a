import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorStatus, operations } from '@mosaic/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from './client.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A program on a port; it answers as the test says, which a real hub could not be made to. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (status: number, text: string, type = 'application/json') =>
  serve((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text);
  });
const clientOf = (baseUrl: string) => createClient({ baseUrl, token: 'secret-token' });
const { taskId } = operations.showTask.example;

describe('a call', () => {
  it('puts the id into the path, the rest of a query behind it, and the token into the header', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.method, request.url, request.headers.authorization);
      response.end('{}');
    });
    await clientOf(url).call(operations.runLogs, {
      runId: operations.showRun.example.runId,
      charsMax: 5,
    });
    await clientOf(url).call(operations.listTasks, { status: 'done', missionId: undefined });
    expect(seen).toEqual([
      'GET',
      `/api/v1/runs/${operations.showRun.example.runId}/logs?charsMax=5`,
      'Bearer secret-token',
      'GET',
      '/api/v1/tasks?status=done',
      'Bearer secret-token',
    ]);
  });

  it('writes lists and objects of a query as JSON', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://hub');
      seen.push(searchParams.get('capabilities'), searchParams.get('labels'));
      response.end('{}');
    });
    const input = { capabilities: ['lang:go', 'a,b'], labels: { os: 'linux' } };
    await clientOf(url).call(operations.findAgents, input);
    expect(seen).toEqual(['["lang:go","a,b"]', '{"os":"linux"}']);
  });

  it('sends what a command says as its body, with its idempotency key', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      request.on('data', (data) => seen.push(JSON.parse(String(data))));
      request.on('end', () => response.end('{}'));
      seen.push(request.method, request.url, request.headers['idempotency-key']);
    });
    const input = { taskId, fencingToken: 3 };
    await clientOf(url).call(operations.heartbeatTask, input, { idempotencyKey: 'k' });
    expect(seen).toEqual(['POST', `/api/v1/tasks/${taskId}/heartbeat`, 'k', { fencingToken: 3 }]);
  });

  it.each(['../../metrics', 'a/b', 'a?b=c', '%2e%2e', 'a#b', '..'])(
    'with the hostile id %j stays below the API',
    async (id) => {
      const urls: string[] = [];
      const url = await serve((request, response) => {
        urls.push(request.url ?? '');
        response.end('{}');
      });
      await clientOf(url).call(operations.showTask, { taskId: id });
      expect(urls[0]).toMatch(/^\/api\/v1\/(tasks\/[^/?#]+)?$/);
    },
  );
});

describe('a failure', () => {
  it.each(Object.entries(errorStatus))(
    '%s keeps its code, message and details',
    async (code, status) => {
      const problem = { code, detail: 'What happened.', details: { retryAfterMs: 5 } };
      const url = await answering(status, JSON.stringify(problem), 'application/problem+json');
      await expect(clientOf(url).call(operations.showTask, { taskId })).rejects.toMatchObject({
        name: 'MosaicError',
        code,
        message: 'What happened.',
        details: { retryAfterMs: 5 },
      });
    },
  );

  it.each([
    ['a page', 200, '<html>It works</html>', 'text/html'],
    ['a page that says no', 404, '<html>Not found</html>', 'text/html'],
    ['nothing', 500, '', 'text/plain'],
    ['JSON of another program', 404, '{"error":"no route"}', 'application/json'],
    ['a code that is none', 400, '{"code":"toString"}', 'application/json'],
    ['half an answer', 200, '{"id": "tsk_', 'application/json'],
  ])('from another program on the port says so: %s', async (_what, status, text, type) => {
    const url = await answering(status, text, type);
    await expect(clientOf(url).call(operations.showTask, { taskId })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`${url} answered ${status}`),
    });
  });

  it('to reach any hub says how to start one, and never shows the token', async () => {
    const url = await answering(200, '{}');
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const error = await clientOf(url)
      .call(operations.systemStatus, {})
      .catch((caught: Error) => caught);
    expect(error).toMatchObject({
      code: 'unavailable',
      message: `No hub answers at ${url}. Start one with: mosaic up`,
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret-token');
  });

  it('of a caller who gave up is the abort, not a missing hub', async () => {
    const url = await serve(() => {});
    const signal = AbortSignal.timeout(50);
    const call = clientOf(url).call(operations.systemStatus, {}, { signal });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
