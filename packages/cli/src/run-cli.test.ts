import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { mosaic } from '../test/capture-io.ts';
import { realHub } from '../test/real-hub.ts';
import { temporaryFolder, temporaryRepository } from '../test/temporary.ts';

describe('with a hub', () => {
  it('adds a project by relative path and finds it again by name, path and where one stands', async () => {
    const { env } = await realHub();
    const cwd = temporaryRepository();
    const added = await mosaic(['project', 'add', '.', '--name', 'shop', '--json'], { env, cwd });
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const project = JSON.parse(added.stdout);
    expect(project).toMatchObject({ name: 'shop', path: cwd });
    for (const reference of ['shop', '.', cwd, project.id]) {
      const shown = await mosaic(['project', 'show', reference, '--json'], { env, cwd });
      expect(JSON.parse(shown.stdout).id).toBe(project.id);
    }
    mkdirSync(join(cwd, 'src'));
    const around = await mosaic(['project', 'show', '--json'], { env, cwd: join(cwd, 'src') });
    expect(JSON.parse(around.stdout).id).toBe(project.id);
  });

  it('clears a list with an empty one and reads a whole input from standard input', async () => {
    const { env } = await realHub();
    const cwd = temporaryRepository();
    const gates = '{"name":"test","command":"npm test"}';
    await mosaic(['project', 'add', '.', '--gates', gates], { env, cwd });
    const cleared = await mosaic(['project', 'update', '.', '--gates', '[]', '--json'], {
      env,
      cwd,
    });
    expect(JSON.parse(cleared.stdout).gates).toEqual([]);
    const stdin = Readable.from([JSON.stringify({ egressHosts: ['example.test'] })]);
    const piped = await mosaic(['project', 'update', '.', '--input', '-', '--json'], {
      env,
      cwd,
      stdin,
    });
    expect(JSON.parse(piped.stdout).egressHosts).toEqual(['example.test']);
  });

  it('refuses unknown fields of --input, which the schema would drop silently', async () => {
    const { env } = await realHub();
    const stdin = Readable.from(['{"gate":[]}']);
    const { code, stderr } = await mosaic(['project', 'list', '--input', '-'], { env, stdin });
    expect(code).toBe(64);
    expect(stderr).toContain('unknown fields: gate. Known are: limit, cursor');
  });

  it('guesses the newest mission, finds a task by key and says when there is none', async () => {
    const hub = await realHub();
    const { env } = hub;
    const none = await mosaic(['mission', 'status'], { env });
    expect(none).toMatchObject({ code: 66, stdout: '' });
    expect(none.stderr).toContain('mosaic mission start');
    const cwd = temporaryRepository();
    await mosaic(['project', 'add', '.'], { env, cwd });
    const client = createClient({ baseUrl: hub.url, token: hub.token });
    await client.call(operations.registerAgent, {
      name: 'here',
      type: 'runner',
      capabilities: [
        'step:work',
        'step:review',
        'step:verify',
        'runtime:fixer',
        'sandbox:bubblewrap',
      ],
    });
    const started = await mosaic(['mission', 'start', '--json'], { env, cwd });
    expect(started).toMatchObject({ code: 0, stderr: '' });
    const { id } = JSON.parse(started.stdout);
    const status = await mosaic(['mission', 'status', '--json'], { env });
    expect(JSON.parse(status.stdout).id).toBe(id);
    const again = await mosaic(['mission', 'start', '--json'], { env, cwd });
    expect(again.code).toBe(75);
    expect(JSON.parse(again.stdout).error.code).toBe('conflict');
    const overview = await mosaic(['status'], { env });
    expect(overview.stdout).toContain('review-1');
    expect((await mosaic(['task', 'show', 'MS-NOPE-001'], { env })).code).toBe(66);
  });

  it('answers audit verify with the exit code too', async () => {
    const { env } = await realHub();
    const intact = await mosaic(['audit', 'verify'], { env });
    expect(intact).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') });
    const wrong = await mosaic(['audit', 'verify', '--expected-head', 'f'.repeat(64), '--json'], {
      env,
    });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stdout).isIntact).toBe(false);
  });

  it('prints one JSON value for every list, and nothing else', async () => {
    const { env } = await realHub();
    for (const noun of [
      'project',
      'mission',
      'task',
      'run',
      'evidence',
      'agent',
      'handoff',
      'event',
      'audit',
    ]) {
      const { code, stdout, stderr } = await mosaic([noun, 'list', '--json'], { env });
      expect({ noun, code, stderr }).toEqual({ noun, code: 0, stderr: '' });
      expect(stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(JSON.parse(stdout).items).toBeInstanceOf(Array);
    }
  });
});

describe('what goes wrong', () => {
  const home = '/nowhere/at/all';

  it('is told with what to do, on standard error, without a stack', async () => {
    const { code, stdout, stderr } = await mosaic(['task', 'list'], { env: { MOSAIC_HOME: home } });
    expect({ code, stdout }).toEqual({ code: 77, stdout: '' });
    expect(stderr).toMatch(
      /^Error: There is no owner token .* mosaic up.*\nCode: unauthenticated\n$/,
    );
  });

  it('is one JSON object on standard output with --json', async () => {
    const { stdout, stderr } = await mosaic(['task', 'list', '--json'], {
      env: { MOSAIC_HOME: home },
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'unauthenticated', message: expect.any(String), details: {} },
    });
  });

  it('has its own code when no hub answers', async () => {
    const env = { MOSAIC_HOME: temporaryFolder(), MOSAIC_TOKEN: 'x', MOSAIC_PORT: '1' };
    const { code, stderr } = await mosaic(['system', 'status'], { env });
    expect(code).toBe(69);
    expect(stderr).toContain('mosaic up');
  });

  it.each([
    [['taks'], "unknown command 'taks' (Did you mean task?) See: mosaic --help"],
    [['task', 'shwo'], '(Did you mean show?) See: mosaic task --help'],
    [['task', 'list', '--statsu', 'x'], '(Did you mean --status?) See: mosaic task list --help'],
    [['task', 'list', '--status', 'lost'], '--status: Invalid option'],
    [['task', 'show'], '--task-id is missing. See: mosaic task show --help'],
    [['run', 'report', '--note', 'x'], '--run-id is missing; --fencing-token is missing'],
    [['start', '--workers', 'many'], 'It must be a whole number from 1 to 64.'],
    [['start', '--once', '--no-sample'], 'Leave one of them out.'],
    [['start', '--report', 'r'], '--report belongs to --project PATH'],
    [['project', 'show', 'a', 'b'], 'too many arguments'],
  ])('in %j is a usage error that names the help', async (argv, message) => {
    const env = { MOSAIC_HOME: temporaryFolder(), MOSAIC_TOKEN: 'x', MOSAIC_PORT: '1' };
    const { code, stdout, stderr } = await mosaic(argv, { env });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
  });
});
