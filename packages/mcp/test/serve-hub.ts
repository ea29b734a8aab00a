import { request as httpRequest } from 'node:http';
import { pino } from 'pino';
import { createListener } from '../src/doors/listener.ts';
import { createMcpDoor } from '../src/doors/mcp/mcp-door.ts';
import { mountMcp } from '../src/doors/mcp/mount-mcp.ts';
import { mountRest } from '../src/doors/rest/mount-rest.ts';
import type { Module } from '../src/module.ts';
import { openTestHub } from './test-hub.ts';

/** A real hub with all doors on a real port. */
export async function serveHub(modules: readonly Module[] = []) {
  const opened = await openTestHub(modules);
  const logger = pino({ level: 'silent' });
  const state = { isReady: true };
  const app = createListener({
    ...opened,
    logger,
    isReady: () => state.isReady,
    allowedHosts: ['hub.example:8443'],
  });
  mountRest(app, opened.hub, '1.2.3');
  const serverInfo = { name: 'mosaic', version: '1.2.3' };
  const parts = { backbone: opened.hub, serverInfo, instructions: '', logger };
  await mountMcp(app, await createMcpDoor(parts));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...opened,
    app,
    url,
    state,
    async destroy() {
      await app.close();
      await opened.destroy();
    },
  };
}

export type ServedHub = Awaited<ReturnType<typeof serveHub>>;

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** One request with exactly these headers; `fetch` would not let a test choose `Host`. */
export function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const request = httpRequest(url, { method, headers, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(body);
  });
}
