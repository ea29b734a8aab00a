import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { runCli } from '@mosaic/cli';
import { commandWords, type Operation, operations, restRoute, toolName } from '@mosaic/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureIo } from './support/capture-io.ts';
import { root } from './support/source-files.ts';
import { startTestHub, type TestHub } from './support/start-test-hub.ts';

const all: Operation[] = Object.values(operations);
const offered = all.filter(({ internal }) => internal !== true);
const internal = all.filter((operation) => operation.internal === true);

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.destroy());

/** The status without a token: 401 where something is mounted, 404 where nothing is. */
async function statusOf(operation: Operation, token?: string): Promise<number> {
  const { method, path } = restRoute(operation);
  const response = await fetch(`${hub.url}/api/v1${path.replace(/\{\w+\}/, 'x')}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  await response.body?.cancel();
  return response.status;
}

async function listTools(): Promise<string[]> {
  const requestInit = { headers: { authorization: `Bearer ${hub.ownerToken}` } };
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', hub.url), { requestInit }),
  );
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

it('there are operations to look at', () => {
  expect(offered.length).toBeGreaterThan(30);
  expect(internal.length).toBeGreaterThan(5);
});

describe('REST', () => {
  it('has a route for every operation, and refuses each without a token', async () => {
    for (const operation of offered) {
      expect(`${operation.name} ${await statusOf(operation)}`).toBe(`${operation.name} 401`);
    }
  });

  it('answers nothing that is internal, whoever asks', async () => {
    for (const operation of internal) {
      const found = await statusOf(operation, hub.ownerToken);
      // 400 is another operation, which takes the word for an id.
      expect([400, 404], operation.name).toContain(found);
    }
  });

  it('is described completely', async () => {
    const description = await (await fetch(`${hub.url}/openapi.json`)).json();
    const described = Object.values((description as { paths: object }).paths)
      .flatMap((methods: object) => Object.values(methods))
      .map(({ operationId }: { operationId: string }) => operationId);
    expect(described.toSorted()).toEqual(offered.map(toolName).toSorted());
  });
});

describe('MCP', () => {
  it('lists a tool for every operation and nothing else', async () => {
    expect((await listTools()).toSorted()).toEqual(offered.map(toolName).toSorted());
  });
});

describe('the command line', () => {
  it.each(offered.map((operation) => [commandWords(operation).join(' '), operation] as const))(
    'has the command %s',
    async (words, { summary }) => {
      const { io, output } = captureIo();
      expect(await runCli([...words.split(' '), '--help'], io)).toBe(0);
      expect(output().replaceAll(/\s+/g, ' ')).toContain(summary);
    },
  );
});

const reference = join(root, 'docs');
describe.runIf(existsSync(reference))('the documents', () => {
  it('mention every operation', () => {
    const text = globSync('**/*.md', { cwd: reference })
      .map((file) => readFileSync(join(reference, file), 'utf8'))
      .join('\n');
    const missing = offered.filter((operation) => {
      const command = `mosaic ${commandWords(operation).join(' ')}`;
      return !text.includes(operation.name) && !text.includes(command);
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
