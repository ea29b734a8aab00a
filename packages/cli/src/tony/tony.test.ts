import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { tony } from '../../test/capture-io.ts';
import { realHub } from '../../test/real-hub.ts';
import { temporaryFolder, temporaryRepository } from '../../test/temporary.ts';

const outline = `# Shop

- [ ] Accounts
  - [ ] Sign in
    - [ ] Form [20 min]
    - [ ] Session [30 min]
- [ ] Orders
  - [ ] Basket
`;

/** A hub, a repository, and the command line in it. */
async function place() {
  const hub = await realHub();
  const cwd = realpathSync(temporaryRepository());
  const client = createClient({ baseUrl: hub.url, token: hub.token });
  const run = (...argv: string[]) => tony(argv, { env: hub.env, cwd });
  const json = async (...argv: string[]) => {
    const { code, stdout, stderr } = await run(...argv, '--json');
    expect({ argv, stderr }).toEqual({ argv, stderr: expect.not.stringContaining('Error') });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    return { code, value: JSON.parse(stdout) };
  };
  writeFileSync(join(cwd, 'outline.md'), outline);
  return { hub, cwd, client, run, json };
}

const workspace = 'docs/task-management/planning';

/** What people get wrong, how it ends, and what they are told. */
const mistakes = [
  [['plan', 'stauts'], 1, 'Did you mean: tony plan status?'],
  [['plan', 'authentication'], 1, 'A goal has more than one word'],
  [['plan'], 1, 'tony plan "Build a REST API"'],
  [['plan', 'Build it', '--file', 'x.md'], 1, 'not both'],
  [['plan', 'Build it', '--runtime', 'claude'], 1, '--start'],
  [['plan', 'Build it', '--start'], 64, '--runtime claude'],
  [['plan', 'Build it', '--workers', '0'], 64, 'a whole number from 1 to 64'],
  [['plan', 'check', 'Shop'], 64, 'no plan'],
  [['plan', 'check', 'E.009'], 66, 'E.009'],
  [['plan', 'phase1'], 78, 'tony plan init'],
  [['plan', 'report'], 78, 'tony plan init'],
  [['plan', 'status'], 78, 'tony plan init'],
  [['taks'], 64, 'Did you mean tasks?'],
  [['tasks', 'sync'], 78, 'tony plan init'],
  [['tasks', 'task', 'claim', '--task-id', 'A.1'], 64, 'mosaic task claim'],
  [['tasks', 'task', 'complete', 'x'], 64, 'mosaic mission start'],
  [['tasks', 'task', 'recover'], 66, 'no plan yet'],
  [['tasks', 'task', 'status'], 64, 'Say which node'],
  [['athms', 'tmux-attach'], 64, 'mosaic run logs'],
  [['athms', 'tmux-status'], 64, 'dashboard'],
  [['athms', 'tmux-cleanup'], 64, 'sandbox'],
  [['athms', 'assign', 'A.001.01.01.01.01.01', '--agent', 'cook'], 64, 'qa-agent'],
] as const;

describe('tony plan with a goal', () => {
  it('plans in the repository around here, shows tree and forecast, and says that it was a template', async () => {
    const { run, client, cwd } = await place();
    const { code, stdout, stderr } = await run('plan', 'Build a REST API', '--workers', '3');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Used the template \S+; no model was asked\./);
    expect(stdout).toMatch(/^E\.001 /m);
    expect(stdout).toMatch(/├─ F\.001\.01 /);
    expect(stdout).toMatch(/Planned .* on [1-3] workers/);
    expect(stdout).toMatch(/^Duration .*\d/m);
    expect(stderr).toContain('mosaic mission start --plan E.001');
    const { items } = await client.call(operations.listProjects, {});
    expect(items.map(({ path }) => path)).toEqual([cwd]);
    expect(existsSync(join(cwd, 'docs'))).toBe(false);
  });

  it('takes words without quotes, and prints one JSON value or Markdown', async () => {
    const { run, json } = await place();
    const { code, value } = await json('plan', 'Build', 'a', 'REST', 'API');
    expect(code).toBe(0);
    expect(value.plan).toMatchObject({ goal: 'Build a REST API', source: { kind: 'template' } });
    expect(value.document.nodes.length).toBeGreaterThan(20);
    expect(value.forecast.minutes.p95).toBeGreaterThan(0);
    expect(value.schedule.makespanMinutes).toBeGreaterThan(0);
    const markdown = await run('plan', 'Build a REST API', '--md');
    expect(markdown.stdout).toContain('<!-- mosaic plan 1 -->');
  });

  it('reads documents, from a file or standard input', async () => {
    const { run, json, hub, cwd } = await place();
    const { value } = await json('plan', '--file', 'outline.md');
    expect(value.plan).toMatchObject({ title: 'Shop', source: { kind: 'markdown' } });
    const piped = await tony(['plan', '--file', '-', '--json'], {
      env: hub.env,
      cwd,
      stdin: Readable.from([Buffer.from(outline)]),
    });
    expect(JSON.parse(piped.stdout).plan.epics).toEqual(['E.002']);
    expect((await run('plan', '--file', 'gone.md')).code).toBe(66);
    writeFileSync(join(cwd, 'empty.md'), ' \n');
    expect((await run('plan', '--file', 'empty.md')).code).toBe(64);
  });

  it('plans outside of a repository, and where there is no commit to look at', async () => {
    const { hub } = await place();
    const cwd = temporaryFolder();
    const { code, stdout } = await tony(['plan', 'Build a REST API', '--json'], {
      env: hub.env,
      cwd,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).plan.projectId).toBeNull();
  });

  it('opens a hub for itself where none serves, and leaves the plan in the home', async () => {
    const home = temporaryFolder();
    const cwd = realpathSync(temporaryRepository());
    const env = { MOSAIC_HOME: home };
    const made = await tony(['plan', 'Build a REST API', '--json'], { env, cwd });
    expect(made).toMatchObject({ code: 0 });
    const again = await tony(['plan', 'tree', 'E.001', '--json'], { env, cwd });
    expect(JSON.parse(again.stdout).plan.id).toBe(JSON.parse(made.stdout).plan.id);
    expect(existsSync(join(home, 'hub.json'))).toBe(false);
    const started = await tony(['plan', 'Build a REST API', '--start', '--runtime', 'claude'], {
      env,
      cwd,
    });
    expect(started).toMatchObject({ code: 69, stderr: expect.stringContaining('mosaic up') });
  });

  it('starts a mission that runs the plan, where somebody does the work', async () => {
    const { client, json } = await place();
    const capabilities = ['step:work', 'step:verify', 'runtime:claude', 'sandbox:bubblewrap'];
    await client.call(operations.registerAgent, { name: 'here', type: 'runner', capabilities });
    const { code, value } = await json(
      ...['plan', '--file', 'outline.md', '--start', '--runtime', 'claude'],
    );
    expect(code).toBe(0);
    const mission = await client.call(operations.missionStatus, { missionId: value.missionId });
    expect(mission).toMatchObject({ planId: value.plan.id, maxWorkers: 2 });
  });

  it('takes up again what gave up, and says when nothing has come to rest', async () => {
    const { client, run, json } = await place();
    const { value } = await json('plan', '--file', 'outline.md');
    expect((await run('tasks', 'task', 'recover')).stdout).toContain('Nothing has come to rest');
    const { tasks } = await client.call(operations.submitTasks, {
      jobs: [
        {
          title: 'A node',
          key: `${value.plan.id}/A.001.01.01.01.01.01/1`,
          projectId: value.plan.projectId,
          attemptsMax: 1,
        },
      ],
    });
    const agent = await client.call(operations.registerAgent, { name: 'a', type: 'worker' });
    const { assignments } = await client.call(operations.claimTask, { agentId: agent.id });
    const fencingToken = assignments[0]?.lease.fencingToken ?? 0;
    const taskId = tasks[0]?.taskId ?? '';
    const failed = [{ taskId, fencingToken, error: 'broken', isRetryable: false }];
    await client.call(operations.failTasks, { tasks: failed });
    expect((await client.call(operations.showTask, { taskId })).status).toBe('failed');
    const recovered = await json('tasks', 'task', 'recover');
    expect(recovered.value.tasks.map(({ id }: { id: string }) => id)).toEqual([taskId]);
    expect((await client.call(operations.showTask, { taskId })).status).toBe('not-started');
  });

  it('says what is wrong and what to do, by exit code, text and JSON', async () => {
    const { run } = await place();
    for (const [argv, code, message] of mistakes) {
      const answer = await run(...argv);
      expect({ argv, code: answer.code, stdout: answer.stdout }).toEqual({
        argv,
        code,
        stdout: '',
      });
      expect(answer.stderr).toContain(message);
      const asJson = await run(...argv, '--json');
      expect(asJson.code).toBe(code);
      expect(JSON.parse(asJson.stdout).error.code).toBeTypeOf('string');
    }
  });
});

describe('tony plan, looking at a plan', () => {
  it('has tree, check, schedule, forecast and export, with and without naming the plan', async () => {
    const { run, json, cwd } = await place();
    await run('plan', '--file', 'outline.md');
    expect((await run('plan', 'tree', '--depth', '2')).stdout).toMatch(
      /F\.001\.02 Orders .* below/,
    );
    expect((await run('plan', 'tree')).stdout).not.toContain('\u001b');
    expect((await json('plan', 'check', 'E.001')).value).toMatchObject({ isRunnable: true });
    expect((await run('plan', 'check')).stdout).toContain('The plan can be run.');
    const two = await json('plan', 'schedule', '--workers', '1');
    expect(two.value.makespanMinutes).toBe(two.value.workMinutes);
    const forecast = ['plan', 'forecast', 'E.001', '--samples', '200', '--seed', '7'];
    expect((await json(...forecast)).value).toEqual((await json(...forecast)).value);
    const { stdout } = await run('plan', 'export');
    expect(stdout).toContain('# Shop');
    expect((await run('plan', 'export', '--output', 'plan.md')).code).toBe(0);
    expect(readFileSync(join(cwd, 'plan.md'), 'utf8')).toBe(stdout);
    expect((await run('plan', 'export', '--output', 'plan.md')).code).toBe(75);
    const exported = await run('plan', 'export', '--format', 'json');
    expect(JSON.parse(exported.stdout).title).toBe('Shop');
  });

  it('tells with exit code 1 that a plan cannot be run', async () => {
    const { client, run } = await place();
    await client.call(operations.addPlan, {
      from: { kind: 'empty', title: 'Nothing yet' },
      keepDraft: true,
    });
    expect(await run('plan', 'check', 'E.001')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('cannot be run'),
    });
  });

  it('finds gaps, and fills them', async () => {
    const { run, json } = await place();
    await run('plan', '--file', 'outline.md');
    const { value } = await json('plan', 'gaps');
    expect(value.gaps.length).toBeGreaterThan(0);
    const [{ area }] = value.gaps;
    const one = await json('plan', 'gaps', '--area', area);
    expect(new Set(one.value.gaps.map((gap: { area: string }) => gap.area))).toEqual(
      new Set([area]),
    );
    const filled = await json('plan', 'gaps', '--fill');
    expect(filled.code).toBe(0);
    expect((await json('plan', 'check')).value.isRunnable).toBe(true);
    expect((await run('plan', 'gaps')).code).toBe(0);
  });
});

describe('the four phases', () => {
  it('go in order, leave their files, and end certified', async () => {
    const { run, json, cwd } = await place();
    const init = await json('plan', 'init', '--project', 'shop', '--file', 'outline.md');
    expect(init.code).toBe(0);
    expect(init.value.state).toMatchObject({
      project_name: 'shop',
      methodology: 'iterative',
      phases: 4,
      current_phase: 'ready',
      planning_workspace: workspace,
    });
    expect((await run('plan', 'init')).code).toBe(75);
    expect((await run('plan', 'phase3')).code).not.toBe(0);
    const folders = [];
    for (const phase of [1, 2, 3, 4]) {
      const { code, value } = await json('plan', `phase${phase}`);
      expect({ phase, code, findings: value.findings }).toMatchObject({ phase, code: 0 });
      expect(value.state.last_completed_phase).toBe(phase);
      folders.push(...value.files);
    }
    for (const path of folders) expect(existsSync(join(cwd, workspace, path)), path).toBe(true);
    expect(folders).toContain('phase-1-abstraction/domain-analysis.json');
    const status = await run('plan', 'status');
    expect(status.stdout).toMatch(/Done\s+4 of 4 phases/);
    const report = await json('plan', 'report');
    expect(report.value.files).toContain('COMPREHENSIVE-PLANNING-REPORT.md');
    expect((await run('tasks', 'plan', 'continue')).code).toBe(78);
  });

  it('are written anew after the plan was changed elsewhere', async () => {
    const { client, json, cwd } = await place();
    await json('plan', 'init', '--project', 'shop', '--file', 'outline.md');
    const { value } = await json('plan', 'phase1');
    const planId = value.plan.id;
    const nodeId = value.plan.epics[0];
    const edits = [{ kind: 'change' as const, nodeId, fields: { title: 'Another shop' } }];
    await client.call(operations.editPlan, { planId, edits });
    const hierarchy = join(cwd, workspace, 'phase-1-abstraction/epic-hierarchy.json');
    expect(readFileSync(hierarchy, 'utf8')).not.toContain('Another shop');
    const synced = await json('tasks', 'sync');
    expect(synced).toMatchObject({ code: 0 });
    expect(readFileSync(hierarchy, 'utf8')).toContain('Another shop');
    const plan = await client.call(operations.showPlan, { planId });
    const state = JSON.parse(readFileSync(join(cwd, workspace, 'planning-state.json'), 'utf8'));
    expect(state).toMatchObject({ current_phase: plan.stage, plan_id: planId });
  });

  it('do only what was asked for, and no more than was begun', async () => {
    const { run, json } = await place();
    await run('plan', 'init', '--file', 'outline.md', '--phases', '1', '--methodology', 'agile');
    const part = await json('plan', 'phase1', '--analyze-domain');
    expect(part.value.files).toContain('phase-1-abstraction/domain-analysis.json');
    expect(part.value.files).not.toContain('phase-1-abstraction/epic-hierarchy.json');
    const whole = await json('tasks', 'plan', 'abstract');
    expect(whole.value.state).toMatchObject({ current_phase: 'completed', methodology: 'agile' });
    expect(await run('plan', 'phase2')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('--phases 2'),
    });
  });

  it('are done at once with --apply, and cleaned away without touching anything else', async () => {
    const { run, json, cwd, hub } = await place();
    const { value } = await json('plan', '--file', 'outline.md', '--apply');
    expect(value.files).toContain('COMPREHENSIVE-PLANNING-REPORT.md');
    const folder = join(cwd, workspace);
    writeFileSync(join(folder, 'notes.md'), 'mine');
    expect(await run('plan', 'clean')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('--force'),
    });
    const asked = (answer: string) => {
      const stdin = Object.assign(Readable.from([Buffer.from(answer)]), { isTTY: true });
      return tony(['plan', 'clean'], { env: hub.env, cwd, stdin });
    };
    expect((await asked('n\n')).code).toBe(1);
    expect(existsSync(join(folder, 'planning-state.json'))).toBe(true);
    expect((await asked('y\n')).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['notes.md']);
    expect(await run('plan', 'clean')).toMatchObject({ code: 0 });
    for (const env of [{ CI: 'true' }, { FORCE_CLEAN: '1' }]) {
      await run('plan', 'init', '--goal', 'Sell things');
      const cleaned = await tony(['plan', 'clean', '--json'], { env: { ...hub.env, ...env }, cwd });
      expect(cleaned.code).toBe(0);
      expect(JSON.parse(cleaned.stdout).removed).toContain('planning-state.json');
    }
    await run('tasks', 'plan', 'start', '--goal', 'Sell things');
    expect((await run('tasks', 'cleanup', '--force')).code).toBe(0);
    expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('mine');
  });

  it('plan what the repository says of itself where nobody says it', async () => {
    const { json, cwd } = await place();
    writeFileSync(
      join(cwd, 'README.md'),
      '# Shop\n\n[![ci](x)](y)\n\nA REST API for a\nshop of books.\n\nMore.\n',
    );
    const { value } = await json('plan', 'init');
    expect(value.plan.goal).toBe('A REST API for a shop of books.');
    expect(value.state.project_name).toBe(basename(cwd));
  });

  it('refuse a state that is not theirs', async () => {
    const { run, cwd } = await place();
    await run('plan', 'init', '--goal', 'Sell things');
    writeFileSync(join(cwd, workspace, 'planning-state.json'), '{"project_name":"x"}');
    expect(await run('plan', 'phase1')).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('clean --force'),
    });
  });
});

describe('tony tasks and tony athms', () => {
  it('change nodes by the same operations, and show without doing it', async () => {
    const { run, json } = await place();
    await run('plan', '--file', 'outline.md');
    const wanted = ['athms', 'create', '--parent', 'F.001.01', '--title', 'Reset', '--tags', 'a,b'];
    const dry = await json(...wanted, '--dry-run');
    expect(dry.value).toMatchObject({ dryRun: true, operation: 'plan.edit' });
    const created = await json(...wanted, '--priority', 'high', '--criteria', 'A mail arrives');
    const [node] = created.value.added;
    expect(node).toMatch(/^S\.001\.01\./);
    const shown = await json('athms', 'show', node);
    expect(shown.value.node).toMatchObject({
      title: 'Reset',
      priority: 'high',
      tags: ['a', 'b'],
      acceptanceCriteria: ['A mail arrives'],
    });
    expect((await run('athms', 'assign', node, '--agent', 'qa-agent')).code).toBe(0);
    const update = ['tasks', 'task', 'update', '--task-id', node, '--notes', 'By mail only'];
    expect((await run(...update)).code).toBe(0);
    const status = await run('tasks', 'task', 'status', node);
    expect(status.stdout).toMatch(/qa-agent[\s\S]*By mail only/);
    expect((await run('athms', 'update', node, '--status', 'completed')).code).toBe(64);
    expect((await run('athms', 'update', node)).code).toBe(64);
    expect((await run('athms', 'create', '--title', 'x', '--type', 'story')).code).toBe(64);
    const below = ['athms', 'create', '--title', 'x', '--parent', 'A.001.01.01.01.01.01'];
    expect((await run(...below)).code).toBe(64);
    expect((await run('athms', 'show', 'S.001.07.07')).code).toBe(66);
    expect((await run('tasks', 'task', 'validate', node)).code).toBe(1);
    expect((await run('tasks', 'plan', 'validate')).code).toBe(1);
  });

  it('list what can be begun, what waits for what, and count', async () => {
    const { run, json } = await place();
    await run('plan', '--file', 'outline.md');
    const ready = (await json('athms', 'ready')).value.items;
    const [first] = ready;
    expect(first.node.id).toMatch(/^A\.001/);
    expect((await json('tasks', 'task', 'next', '--limit', '1')).value.items).toEqual([first]);
    expect((await run('athms', 'active')).stdout).toContain('No atomic is active.');
    const all = (await json('athms', 'dependencies')).value.items;
    const later = all.map((edge: { to: string }) => edge.to);
    for (const { node } of ready) expect(later).not.toContain(node.id);
    expect((await run('athms', 'dependencies', 'F.001.01')).code).toBe(0);
    expect((await run('athms', 'tree', '--depth', '1')).stdout).toMatch(/^E\.001 Shop .* below/);
    expect((await run('athms', 'export', '--plan', 'E.001')).stdout).toContain('# Shop');
    const metrics = (await json('tasks', 'plan', 'metrics')).value;
    expect(metrics).toMatchObject({ counts: { epic: 1, feature: 2 }, percent: 0 });
    expect((await json('athms', 'monitor', '--once')).value.planId).toBe(metrics.planId);
    expect((await run('athms', 'dashboard')).stdout).toMatch(/^http:.*#token=/);
    expect((await run('tasks', 'task', 'validate', first.node.id)).code).toBe(0);
    expect((await run('tasks', 'plan', 'second-pass')).code).toBe(0);
  });

  it('put the work of a node in line once, however often it is asked for', async () => {
    const { run, json, client } = await place();
    await run('plan', '--file', 'outline.md');
    const node = 'A.001.01.01.01.01.01';
    const dry = await json('athms', 'spawn', node, '--dry-run', '--no-tmux');
    expect(dry.value).toMatchObject({ operation: 'task.submit' });
    const spawned = await json('athms', 'spawn', '--task-id', node);
    expect(spawned.value.waiting.summary).toBeTypeOf('string');
    expect((await json('athms', 'spawn', node)).value.taskId).toBe(spawned.value.taskId);
    const { items } = await client.call(operations.listTasks, {});
    expect(items).toHaveLength(1);
  });

  it('back up and restore the store', async () => {
    const { run, hub } = await place();
    const folder = join(temporaryFolder(), 'backup');
    await run('plan', '--file', 'outline.md');
    expect((await run('tasks', 'backup', '--to', folder)).code).toBe(0);
    const home = join(temporaryFolder(), 'home');
    const restored = await run('tasks', 'restore', '--from', folder, '--home', home);
    expect({ home: hub.home === home, code: restored.code }).toEqual({ home: false, code: 0 });
  });
});

describe('the program', () => {
  it('is tony under its own name, linked or not, and mosaic under the other', () => {
    const bin = join(import.meta.dirname, '../../bin');
    const link = join(temporaryFolder(), 'tony');
    symlinkSync(join(bin, 'tony.mjs'), link);
    const version = (file: string) =>
      execFileSync(process.execPath, [file, '--version'], { encoding: 'utf8' });
    expect(version(join(bin, 'tony.mjs'))).toMatch(/^2\.8\./);
    expect(version(link)).toMatch(/^2\.8\./);
    expect(version(join(bin, 'mosaic.mjs'))).toBe('0.0.0\n');
  });
});

describe('help', () => {
  it('names every verb with examples, and completion offers them', async () => {
    const help = await tony(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['plan', 'tasks', 'athms', 'TONY_PLANNING_WORKSPACE', 'Exit codes:']) {
      expect(help.stdout).toContain(word);
    }
    expect((await tony(['plan', '--help'])).stdout).toContain('Examples:');
    expect((await tony(['plan', 'phase2', '--help'])).stdout).toMatch(
      /--decompose-tasks[\s\S]*--map-dependencies/,
    );
    expect((await tony(['--version'])).stdout).toMatch(/^2\.8\.\d+\n$/);
    const bash = (await tony(['completion', 'bash'])).stdout;
    expect(bash).toContain('complete -F _tony tony');
    expect(bash).toContain('phase4');
    expect(bash).not.toContain('_mosaic');
  });
});
