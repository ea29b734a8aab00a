import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type CommandLine, commandLine, waitFor } from './support/command-line.ts';
import { freePort } from './support/shipped-hub.ts';

const lastLine = (text: string) => JSON.parse(text.trim().split('\n').at(-1) ?? 'null');

async function doneTasks({ run }: CommandLine): Promise<number> {
  const { code, stdout } = await run(['mission', 'status', '--json']);
  return code === 0 ? JSON.parse(stdout).tasks.done : 0;
}

it('starts on a sample, is interrupted, goes on with the same mission and keeps serving', async () => {
  const cli = await commandLine();
  const first = cli.start(['start', '--json']);
  await waitFor(async () => (await doneTasks(cli)) > 0, first);
  const { id } = JSON.parse((await cli.run(['mission', 'status', '--json'])).stdout);
  first.child.kill('SIGTERM');
  expect(await first.exit).toBe(130);
  expect(lastLine(first.stdout())).toMatchObject({ status: 'failed', missionId: id });

  const second = await cli.run(['start', '--once', '--json']);
  expect({ code: second.code, outcome: lastLine(second.stdout) }).toEqual({
    code: 2,
    outcome: {
      status: 'completed_with_deferrals',
      missionId: id,
      tasks: { ...lastLine(second.stdout).tasks, failed: 0, 'in-progress': 0, 'not-started': 0 },
      evidence: expect.any(Number),
      url: cli.url,
    },
  });
  expect(lastLine(second.stdout).tasks.done).toBeGreaterThan(10);
  expect(lastLine(second.stdout).evidence).toBeGreaterThan(10);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', join(cli.home, 'sample'), ...args], { encoding: 'utf8' }).trim();
  expect(git('branch', '--show-current')).toBe('main');
  expect(git('status', '--porcelain')).toBe('');
  expect(git('branch', '--list', 'mosaic/*')).toContain('mosaic/');

  const third = cli.start(['start']);
  await waitFor(async () => (await fetch(`${cli.url}/ready`)).ok, third);
  await looksAround(cli);
  third.child.kill('SIGINT');
  expect(await third.exit).toBe(0);
  await expect(fetch(`${cli.url}/ready`)).rejects.toThrow();
  expect((await cli.run(['status'])).code).toBe(69);
});

/** What people ask once a mission is over. */
async function looksAround({ run, url }: CommandLine): Promise<void> {
  const again = await run(['up', '--port', String(await freePort())]);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('serves already') });
  expect((await run(['mission', 'watch'])).code).toBe(2);
  expect((await run(['mission', 'watch', '--json'])).code).toBe(2);
  const tasks = await run(['task', 'list', '--status', 'done', '--json']);
  const items: { key: string; id: string; kind: string }[] = JSON.parse(tasks.stdout).items;
  const { key = '', id } = items.find(({ kind }) => kind === 'fix') ?? {};
  expect(JSON.parse((await run(['task', 'show', key, '--json'])).stdout).id).toBe(id);
  const log = await run(['run', 'logs', key]);
  expect(log).toMatchObject({ code: 0, stdout: expect.stringContaining('gate') });
  const evidence = JSON.parse((await run(['evidence', 'list', '--task', key, '--json'])).stdout);
  const shown = await run(['evidence', 'show', evidence.items[0].id]);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('Repeat') });
  expect(await run(['audit', 'verify'])).toMatchObject({ code: 0 });
  const doctor = JSON.parse((await run(['doctor', '--json'])).stdout);
  expect(doctor.checks.filter((check: { status: string }) => check.status === 'fail')).toEqual([]);
  expect((await run(['status'])).stdout).toContain(url);
}

it('says so when another program has the port, as the last line of output', async () => {
  const cli = await commandLine();
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(cli.port, '127.0.0.1', resolve));
  onTestFinished(() => void stranger.close());
  const { code, stdout, stderr } = await cli.run(['start', '--once', '--json']);
  expect(code).toBe(1);
  expect(lastLine(stdout)).toMatchObject({
    status: 'failed',
    missionId: null,
    tasks: {},
    evidence: 0,
    error: { code: 'conflict' },
  });
  expect(stderr).toContain('MOSAIC_PORT');
});

it('leaves the work to a separate runner, which gives back its place when it ends', async () => {
  const cli = await commandLine();
  const hub = cli.start(['up', '--no-runner', '--json']);
  await waitFor(async () => (await fetch(`${cli.url}/ready`)).ok, hub);
  const runner = cli.start(['runner', 'start', '--name', 'night']);
  const online = async () => {
    const { items } = JSON.parse((await cli.run(['agent', 'list', '--json'])).stdout);
    return items.filter((agent: { isOnline: boolean }) => agent.isOnline).length;
  };
  await waitFor(async () => (await online()) === 1, runner);
  runner.child.kill('SIGTERM');
  expect(await runner.exit).toBe(0);
  hub.child.kill('SIGTERM');
  expect(await hub.exit).toBe(0);
});

it('speaks MCP on standard input and output for a client', async () => {
  const cli = await commandLine();
  const hub = cli.start(['up', '--no-runner']);
  await waitFor(async () => (await fetch(`${cli.url}/ready`)).ok, hub);
  const bridge = cli.start(['mcp', 'stdio']);
  const clientInfo = { name: 'test', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const message = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
  bridge.child.stdin.write(`${JSON.stringify(message)}\n`);
  await waitFor(async () => bridge.stdout().includes('\n'), bridge);
  expect(JSON.parse(bridge.stdout())).toMatchObject({
    id: 1,
    result: { serverInfo: { name: 'mosaic' } },
  });
  bridge.child.stdin.end();
  expect(await bridge.exit).toBe(0);
});

it('answers --version at once', async () => {
  const { run } = await commandLine();
  const startedMs = performance.now();
  expect(await run(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});
