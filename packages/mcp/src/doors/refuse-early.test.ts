import { Agent, createServer, type Server, request as send } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, ask } from '../../test/serve-hub.ts';
import { openAdmission } from '../pipeline/admission/admission.ts';
import { refuseEarly } from './refuse-early.ts';

let server: Server;
let url: string;
let reached: string[];
beforeEach(async () => {
  reached = [];
  server = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.end('{"isThere":true}');
  });
  refuseEarly(server, {
    ...openAdmission,
    refusal: (token, lane) => (token === 'noisy' && lane !== 'vital' ? 300 : null),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const request = (path: string, token: string, method = 'GET'): Promise<Answer> =>
  ask(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });

describe('under overload', () => {
  it('who sends too much is told when to come again, before anything is done', async () => {
    const answer = await request('/api/v1/tasks', 'noisy');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 'rate_limited',
      status: 429,
      details: { retryAfterMs: 300, reason: 'overload' },
    });
    expect((await request('/api/v1/tasks', 'noisy', 'POST')).status).toBe(429);
    expect(reached).toEqual([]);
  });

  it('others, and whatever keeps a lease, come through', async () => {
    expect((await request('/api/v1/tasks', 'quiet')).status).toBe(200);
    expect((await request('/api/v1/tasks/tsk_1/heartbeat', 'noisy', 'POST')).status).toBe(200);
    expect(reached).toHaveLength(2);
  });

  it.each(['/health', '/ready', '/metrics', '/mcp', '/'])('%s always answers', async (path) => {
    expect((await request(path, 'noisy')).status).toBe(200);
  });

  it('connections that do not wait are read again in a row, and others at once', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 40 });
    const once = (token: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        const sent = send(`${url}/api/v1/tasks`, { agent, headers }, (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode ?? 0));
        });
        sent.on('error', reject);
        sent.end();
      });
    const startedAt = performance.now();
    const statuses = await Promise.all(Array.from({ length: 2_000 }, () => once('noisy')));
    expect(new Set(statuses)).toEqual(new Set([429]));
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    const quietAt = performance.now();
    expect((await request('/api/v1/tasks', 'quiet')).status).toBe(200);
    expect(performance.now() - quietAt).toBeLessThan(10_000);
    agent.destroy();
  });
});
