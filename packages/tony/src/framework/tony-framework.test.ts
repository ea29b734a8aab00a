import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { createMCPServer, type McpServer } from '@mosaic/mcp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TonyFramework } from './tony-framework.ts';

const root = join(import.meta.dirname, '../../../..');

function folder(parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true });
  const made = mkdtempSync(join(parent, 'mosaic-tony-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A server of its own; nothing comes from the process that runs the tests. */
function local(home = folder()): McpServer {
  const nothing = { url: null, token: null, databaseUrl: null, redisUrl: null, secretFile: null };
  const mcp = createMCPServer({ mode: 'local', defaults: () => ({ home, ...nothing }) });
  onTestFinished(() => mcp.close());
  return mcp;
}

/** As the documents show it. */
const sample = `import { TonyFramework } from '@tony/core';
import { createMCPServer } from '@mosaic/mcp';

const mcp = createMCPServer({ mode: 'local' });
const tony = new TonyFramework({ mcp });

await tony.plan('Build a REST API');
`;

/** Runs a program that stands where the packages can be found. */
function run(text: string, home: string) {
  const file = join(folder(join(root, 'node_modules/.cache')), 'sample.mjs');
  writeFileSync(file, text);
  return spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, MOSAIC_HOME: home },
    timeout: 60_000,
  });
}

describe('the sample of the documents', { timeout: 60_000 }, () => {
  it('runs as it stands, ends by itself, and leaves a plan that can be run', async () => {
    const home = folder();
    expect(run(sample, home)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const tony = new TonyFramework({ mcp: local(home) });
    const [plan, ...others] = await tony.planning.list();
    expect(others).toEqual([]);
    expect(plan).toMatchObject({ goal: 'Build a REST API', source: { kind: 'template' } });
    expect(await tony.planning.check('E.001')).toMatchObject({ isRunnable: true });
  });

  it('runs with the imports in the other order, and says what came of it', () => {
    const [first, second, ...rest] = sample.trimEnd().split('\n');
    const last = rest.pop()?.replace('await', 'const made = await');
    const say = 'console.log(made.plan.epics.join(), made.schedule.makespanMinutes > 0);';
    const text = [second, first, ...rest, last, say].join('\n');
    expect(run(text, folder())).toMatchObject({ status: 0, stdout: 'E.001 true\n', stderr: '' });
  });
});

describe('Tony', () => {
  it('does not exist without MCP, and says how to get one', () => {
    for (const options of [undefined, {}, { mcp: null }, { mcp: {} }]) {
      expect(() => new TonyFramework(options as never)).toThrow(
        expect.objectContaining({
          code: 'precondition_failed',
          message: expect.stringMatching(/createMCPServer\(\{ mode: 'local' \}\).*mosaic up/),
        }),
      );
    }
  });

  it('has the parts that the documents name, and takes an orchestrator', () => {
    const orchestrator = { name: 'mine' };
    const tony = new TonyFramework({ mcp: local(), orchestrator });
    expect(tony.mcp.required).toBe(true);
    expect(tony.mcp.client.call).toBeTypeOf('function');
    expect(tony.orchestrator).toBe(orchestrator);
    expect(tony.version).toMatch(/^2\.8\./);
    expect(tony.plugins.isolation).toBe('none');
    expect(tony.agents.types).toHaveLength(12);
  });

  it('plans from one sentence: nodes, schedule, forecast, and where it came from', async () => {
    const tony = new TonyFramework({ mcp: local() });
    const made = await tony.plan('Build a REST API', { limits: { workers: 3 } });
    expect(made.document.nodes.length).toBe(
      Object.values(made.plan.counts).reduce((sum, count) => sum + count, 0),
    );
    expect(made.plan.source.kind).toBe('template');
    expect(made.schedule?.makespanMinutes).toBeGreaterThan(0);
    expect(made.forecast?.minutes.p95).toBeGreaterThanOrEqual(made.forecast?.minutes.p50 ?? 0);
    const markdown = await tony.planning.export('E.001');
    expect(markdown).toContain('template');
    const json = await tony.planning.export(made.plan.id, 'json');
    const again = await tony.planning.read(json, { name: 'plan.json' });
    expect(again.document.nodes).toHaveLength(made.document.nodes.length);
  });
});

describe('versions', () => {
  const withVersion = (mcpVersion: string | null, mcp: McpServer): McpServer => ({
    ...mcp,
    start: async () => ({ ...(await mcp.start()), mcpVersion }),
  });

  it('that do not fit end at the first call, with what to upgrade', async () => {
    for (const [version, text] of [
      ['1.0.0', 'Upgrade Tony to 3.0'],
      ['0.0.9', 'mosaic up'],
      [null, 'too old to say'],
    ] as const) {
      const tony = new TonyFramework({ mcp: withVersion(version, local()) });
      await expect(tony.planning.list()).rejects.toThrow(text);
    }
  });

  it('are noted in the hub, and an older Tony is refused afterwards', async () => {
    const shared = local();
    const tony = new TonyFramework({ mcp: shared });
    const { client } = tony.mcp;
    const place = { namespace: 'tony', key: 'version' };
    expect((await client.call(operations.getState, place)).value).toBe(tony.version);
    await client.call(operations.setState, { ...place, value: '2.9.0' });
    await shared.close();
    const older = new TonyFramework({ mcp: shared });
    await expect(older.planning.list()).rejects.toThrow('Upgrade Tony to 2.9');
  });
});

describe('agents', () => {
  it('are asked for by type, wait for one that can, and tell where the work is', async () => {
    const tony = new TonyFramework({ mcp: local() });
    const { taskId, waiting } = await tony.agents.spawn({
      type: 'qa-agent',
      title: 'Review the sign in',
      brief: { files: ['src/sign-in.ts'] },
      key: 'review',
    });
    expect(waiting?.taskId).toBe(taskId);
    expect(await tony.agents.available('qa-agent')).toEqual([]);
    const agent = await tony.agents.register('tester', 'qa-agent');
    expect((await tony.agents.available('qa-agent')).map(({ id }) => id)).toEqual([agent.id]);
    const { assignments } = await tony.mcp.client.call(operations.claimTask, { agentId: agent.id });
    expect(assignments[0]?.task.id).toBe(taskId);
    expect(await tony.agents.status(taskId)).toMatchObject({ agentName: 'tester' });
    const again = await tony.agents.spawn({ type: 'qa-agent', title: 'Again', key: 'review' });
    expect(again).toEqual({ taskId, waiting: null });
    expect((await tony.agents.personas('Close the SQL injection')).length).toBeGreaterThan(0);
    expect(() => tony.agents.capabilitiesOf('cook' as 'qa-agent')).toThrow('tech-lead-tony');
  });
});
