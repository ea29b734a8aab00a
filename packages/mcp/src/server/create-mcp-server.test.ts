import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveHub } from '../../test/serve-hub.ts';
import { openTestHub } from '../../test/test-hub.ts';
import { query } from '../pipeline/handler.ts';
import { mcpVersion } from '../version.ts';
import { createMCPServer, type McpServerOptions } from './create-mcp-server.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-mcp-server-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Nothing comes from the process that runs the tests. */
const nothing = () => ({
  home,
  url: null,
  token: null,
  databaseUrl: null,
  redisUrl: null,
  secretFile: null,
});
const local = (options: Partial<McpServerOptions> = {}) =>
  createMCPServer({ mode: 'local', defaults: nothing, ...options });

describe('a server in this process', () => {
  it('opens nothing before it is needed, and one hub however often it is asked', async () => {
    const mcp = local();
    expect(readdirSync(home)).toEqual([]);
    const [first, second] = await Promise.all([mcp.start(), mcp.start()]);
    expect(second).toBe(first);
    expect(first).toMatchObject({ kind: 'embedded', mcpVersion });
    if (first.kind !== 'embedded') throw new Error('not embedded');
    const { name } = operations.systemStatus;
    expect(await first.hub.call({ operation: name, input: {} })).toMatchObject({ mcpVersion });
    await mcp.close();
    await mcp.close();
  });

  it('gives the home back when it is closed', async () => {
    const mcp = local();
    await mcp.start();
    await mcp.close();
    const other = await openTestHub([], home);
    await other.close();
    expect((await mcp.start()).kind).toBe('embedded');
    await mcp.close();
  });

  it('waits for a program that has the home, and says who has it in the end', async () => {
    const other = await openTestHub([], home);
    await expect(local({ waitMs: 150 }).start()).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    const patient = local();
    const started = patient.start();
    await other.close();
    expect((await started).kind).toBe('embedded');
    await patient.close();
  });

  it('has the modules it was given, each once and loaded only there, and none afterwards', async () => {
    const loaded: string[] = [];
    // A second handler for the same operation would be refused.
    const answer = query(operations.listProjects, async () => ({ items: [], nextCursor: null }));
    const mcp = local();
    const notes = async () => {
      loaded.push('notes');
      return { name: 'notes', migrations: [], handlers: [answer] };
    };
    mcp.use(notes);
    mcp.use(notes);
    expect(loaded).toEqual([]);
    await mcp.start();
    expect(loaded).toEqual(['notes', 'notes']);
    expect(() => mcp.use({ name: 'late', migrations: [], handlers: [] })).toThrow('use() before');
    await mcp.close();
  });
});

describe('a hub that serves already', () => {
  it('is used rather than doubled, and left alone at the end', async () => {
    const served = await serveHub();
    writeFileSync(join(served.home, 'hub.json'), JSON.stringify({ url: served.url, pid: 1 }));
    const mcp = local({ home: served.home });
    expect(await mcp.start()).toEqual({
      kind: 'attached',
      url: served.url,
      token: served.owner,
      mcpVersion,
    });
    await mcp.close();
    const again = local({ url: served.url, token: served.owner });
    expect(await again.start()).toMatchObject({ kind: 'attached', url: served.url });
    await expect(local({ url: served.url, token: 'wrong' }).start()).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(local({ url: served.url }).start()).rejects.toThrow('MOSAIC_TOKEN');
    await served.destroy();
  });

  it('is not believed in because of a record alone, nor looked for on other machines', async () => {
    for (const url of ['http://127.0.0.1:1', 'http://192.0.2.1:3456', 'nothing']) {
      writeFileSync(join(home, 'hub.json'), JSON.stringify({ url, pid: 1 }));
      const mcp = local();
      expect((await mcp.start()).kind).toBe('embedded');
      await mcp.close();
    }
  });
});

describe('options', () => {
  it('are refused with what to write instead', async () => {
    expect(() => createMCPServer({ mode: 'cloud' as 'local' })).toThrow("mode: 'local'");
    expect(() => createMCPServer(undefined as never)).toThrow("mode: 'local'");
    await expect(local({ mode: 'team' }).start()).rejects.toThrow('DATABASE_URL');
  });
});

describe('a script', () => {
  const run = (lines: readonly string[]) => {
    const index = join(import.meta.dirname, '../index.ts');
    const code = [`import { createMCPServer } from ${JSON.stringify(index)};`, ...lines].join('\n');
    const env = { PATH: process.env.PATH, MOSAIC_HOME: home };
    return spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      env,
      timeout: 15_000,
    });
  };
  const use = [
    "const mcp = createMCPServer({ mode: 'local' });",
    'const { hub } = await mcp.start();',
    "const { entry } = await hub.call({ operation: 'state.set', input: { namespace: 'a', key: 'k', value: 1 } });",
    "console.log('done');",
  ];

  it('ends by itself when its last call is answered, and has closed its hub', async () => {
    expect(run(use)).toMatchObject({ status: 0, stdout: 'done\n', stderr: '' });
    expect(readdirSync(home)).not.toContain('hub.pid');
    const mcp = local();
    const connection = await mcp.start();
    if (connection.kind !== 'embedded') throw new Error('not embedded');
    const kept = { operation: 'state.get', input: { namespace: 'a', key: 'k' } };
    expect(await connection.hub.call(kept)).toMatchObject({ value: 1 });
    await mcp.close();
  });

  it('ends after close as well, and does not end while an answer is awaited', () => {
    expect(run([...use, 'await mcp.close();'])).toMatchObject({ status: 0, stderr: '' });
    const waiting = [
      ...use,
      "const agent = await hub.call({ operation: 'agent.register', input: { name: 'a', type: 'worker' } });",
      'const claim = { agentId: agent.id, waitMs: 300 };',
      "const { assignments } = await hub.call({ operation: 'task.claim', input: claim });",
      'console.log(assignments.length);',
    ];
    expect(run(waiting)).toMatchObject({ status: 0, stdout: 'done\n0\n', stderr: '' });
  });
});
