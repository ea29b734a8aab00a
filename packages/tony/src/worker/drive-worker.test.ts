import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAcpRuntime } from '../acp/acp-runtime.ts';
import { createCommandRuntime } from '../command/command-runtime.ts';
import { behaviours } from '../testing/behaviours.ts';
import { scriptedAcpArgv, scriptedCommandArgv } from '../testing/scripted-argv.ts';
import { type SpawnedHost, spawnHost } from '../testing/spawn-host.ts';
import type { Script, Step } from '../testing/step.ts';
import { testEnvironment } from '../testing/test-subject.ts';
import { createWorkTree, type WorkTree } from '../testing/work-tree.ts';
import { driveWorker } from './drive-worker.ts';
import { handoffPack } from './prompts.ts';
import type { WorkerHandoff, WorkerRequest, WorkerUsage } from './worker-request.ts';

const node = process.execPath;
const env = testEnvironment(process.env.PATH);
const first = { path: 'first.txt', text: '1\n', message: 'feat: first half' };
const second = { path: 'second.txt', text: '2\n', message: 'fix(SEC-1): second half' };
const stateHash = createHash('sha256').update('state').digest('hex');

let tree: WorkTree;
let hosts: SpawnedHost[];
let story: string[];
let handoffs: WorkerHandoff[];
let usages: WorkerUsage[];
let log: string;

beforeEach(async () => {
  tree = await createWorkTree(env);
  hosts = [];
  story = [];
  handoffs = [];
  usages = [];
  log = '';
});
afterEach(async () => {
  for (const host of hosts) expect(host.running.size).toBe(0);
  await tree.remove();
});

function request(script: Script, change: Partial<WorkerRequest> = {}): WorkerRequest {
  const argv = scriptedAcpArgv(node, JSON.stringify({ default: script }));
  return {
    runtime: createAcpRuntime({ id: 'scripted', argv, cancelGraceMs: 300 }),
    workdir: tree.path,
    mcp: null,
    env: {},
    assignment: { task: { key: 'MS-SEC-001', title: 'Fix it' }, finding: null },
    prompt: '# Task MS-SEC-001\n\nFix it.\n',
    signal: new AbortController().signal,
    openHost: () => {
      const host = spawnHost({ workdir: tree.path, env });
      hosts.push(host);
      return host;
    },
    async persist({ progress }) {
      story.push(`persist: ${progress}`);
      const kickstart = 'Do the second half.';
      const packPath = join(tree.path, '.git', 'handoff.md');
      await writeFile(packPath, handoffPack(stateHash, kickstart));
      return { stateHash, packPath, kickstart };
    },
    onUsage: (usage) => usages.push(usage),
    onLog: (text) => {
      log += text;
    },
    async onHandoff(handoff) {
      handoffs.push(handoff);
      story.push('handoff');
    },
    async onAcknowledge(hash) {
      story.push(`acknowledge ${hash === stateHash}`);
    },
    ...change,
  };
}

describe('the result', () => {
  it('is what the worker claims, with its cost', async () => {
    const outcome = await driveWorker(request(behaviours.honest(first)));
    expect(outcome).toMatchObject({ failure: null, usedTokens: 4_200, sessions: 1, handoffs: 0 });
    expect(outcome.result?.commit_sha).toBe(await tree.git('rev-parse', 'HEAD'));
    expect(log).toContain('MS-SEC-001');
  });

  it('prefers measured tokens to claimed ones', async () => {
    const work: Step[] = [
      { do: 'spend', total: 700 },
      { do: 'result', status: 'success', used: '90K' },
    ];
    expect((await driveWorker(request({ work }))).usedTokens).toBe(700);
    expect(usages.at(-1)?.usedTokens).toBe(700);
  });

  it('leaves the cost unknown when nobody tells', async () => {
    const outcome = await driveWorker(request(behaviours.liesAboutChange()));
    expect(outcome.usedTokens).toBeNull();
    expect(outcome.contextPercent).toBeNull();
  });

  it.each([1, 2])('is asked for when it is missing (%i)', async (times) => {
    const outcome = await driveWorker(request(behaviours.forgetsResult(first, times)));
    expect(outcome).toMatchObject({ failure: null, sessions: 1 });
  });

  it('fails as bad_result when it never comes', async () => {
    const outcome = await driveWorker(request(behaviours.forgetsResult(first, 3)));
    expect(outcome.failure?.code).toBe('bad_result');
    expect(outcome.failure?.message).toContain('Done.');
  });

  it('does not count when it is for another task', async () => {
    const work: Step[] = [{ do: 'result', status: 'success', taskId: 'MS-SEC-002' }];
    expect((await driveWorker(request({ work }))).failure?.code).toBe('bad_result');
  });

  it('is waited for when the agent was cut off by its own bound', async () => {
    const cut: Step[] = [{ do: 'stop', reason: 'max_tokens' }];
    const script = {
      work: cut,
      followUps: [cut, cut, cut, [{ do: 'result', status: 'success' }]],
    } as const;
    expect((await driveWorker(request(script))).failure).toBeNull();
    const bounded = await driveWorker(request(script, { turnsMax: 3 }));
    expect(bounded.failure?.code).toBe('bad_result');
  });

  it('keeps why a worker failed, and knows what no worker of its kind can do', async () => {
    const failed = await driveWorker(request(behaviours.reportsFailure('The gate is red.')));
    expect(failed.failure).toEqual({ code: 'reported_failure', message: 'The gate is red.' });
    const unsupported = await driveWorker(request(behaviours.reportsFailure('unsupported: prose')));
    expect(unsupported.failure?.code).toBe('unsupported');
  });

  it('fails when the agent dies', async () => {
    const outcome = await driveWorker(request(behaviours.diesMidTurn(first)));
    expect(outcome).toMatchObject({ result: null, failure: { code: 'crashed' } });
  });

  it('stops when it is asked to', async () => {
    const signal = AbortSignal.timeout(500);
    const outcome = await driveWorker(request(behaviours.hangs(), { signal }));
    expect(outcome.failure?.code).toBe('stopped');
  });

  it('needs no second turn from a plain program', async () => {
    const plan = JSON.stringify({ default: behaviours.honest(first) });
    const command = createCommandRuntime({ id: 'c', argv: scriptedCommandArgv(node, plan) });
    const script = behaviours.silent();
    const outcome = await driveWorker(request(script, { runtime: command }));
    expect(outcome).toMatchObject({ failure: null, usedTokens: 4_200, sessions: 1 });
    const silent = scriptedCommandArgv(node, JSON.stringify({ default: script }));
    const nothing = createCommandRuntime({ id: 'c', argv: silent });
    const missing = await driveWorker(request(script, { runtime: nothing }));
    expect(missing.failure?.code).toBe('bad_result');
  });
});

describe('a full context', () => {
  it('passes the work to a fresh agent that has read the state', async () => {
    const outcome = await driveWorker(request(behaviours.fillsContext(first, 57, second)));
    expect(outcome).toMatchObject({ failure: null, sessions: 2, handoffs: 1 });
    expect(story).toEqual(['persist: Left: the second half.', 'handoff', 'acknowledge true']);
    expect(handoffs).toMatchObject([{ contextPercent: 57, stateHash }]);
    expect(hosts).toHaveLength(2);
    expect(await tree.read('second.txt')).toBe('2\n');
    expect(await tree.git('log', '--format=%s')).toBe(
      `${second.message}\n${first.message}\nchore: begin`,
    );
  });

  it('is no reason to hand over work that is finished', async () => {
    const work: Step[] = [
      { do: 'usage', used: 58, size: 100 },
      { do: 'result', status: 'success' },
    ];
    const outcome = await driveWorker(request({ work }));
    expect(outcome).toMatchObject({ failure: null, handoffs: 0, contextPercent: 58 });
  });

  it('cuts the turn off at the hard limit, also of an agent that does not obey', async () => {
    const work: Step[] = [
      { do: 'usage', used: 61, size: 100 },
      { do: 'hang', isStubborn: true },
    ];
    const takeover: Step[] = [{ do: 'result', status: 'success' }];
    const outcome = await driveWorker(request({ work, takeover }));
    expect(outcome).toMatchObject({ failure: null, sessions: 2, handoffs: 1 });
    expect(handoffs[0]?.reason).toContain('hard limit');
  });

  it('hands over when the agent shortened its own memory', async () => {
    const work: Step[] = [{ do: 'compact' }, { do: 'say', text: 'going on' }];
    const takeover: Step[] = [{ do: 'result', status: 'success' }];
    const outcome = await driveWorker(request({ work, takeover }));
    expect(outcome).toMatchObject({ failure: null, handoffs: 1 });
  });

  it('gives no work to agents that do not show the state', async () => {
    const script = {
      ...behaviours.fillsContext(first, 57, second),
      echo: [{ do: 'echo', isWrong: true }],
    } as const;
    const outcome = await driveWorker(request(script));
    expect(outcome).toMatchObject({ failure: { code: 'state_mismatch' }, sessions: 3 });
    expect(story).not.toContain('acknowledge true');
    await expect(tree.read('second.txt')).rejects.toThrow();
  });

  it('ends after the last session that is allowed', async () => {
    const full: Step[] = [{ do: 'usage', used: 57, size: 100 }];
    const outcome = await driveWorker(request({ work: full }, { sessionsMax: 3 }));
    expect(outcome).toMatchObject({
      failure: { code: 'context_exhausted' },
      handoffs: 2,
      sessions: 3,
    });
  });

  it('leaves no agent behind when the state cannot be saved', async () => {
    const persist = async () => {
      throw new Error('disk full');
    };
    const script = behaviours.fillsContext(first, 57, second);
    await expect(driveWorker(request(script, { persist }))).rejects.toThrow('disk full');
  });
});

it('never puts the state hash into a prompt', async () => {
  const spy: Step[] = [{ do: 'say', text: 'no hash here' }];
  const script = { ...behaviours.fillsContext(first, 57, second), echo: spy } as const;
  const prompts: string[] = [];
  const base = request(script);
  const runtime: WorkerRequest['runtime'] = {
    ...base.runtime,
    async open(...given) {
      const opened = await base.runtime.open(...given);
      if (opened.session === null) return opened;
      const { session } = opened;
      const prompt: typeof session.prompt = (text, signal) => {
        prompts.push(text);
        return session.prompt(text, signal);
      };
      return { session: { ...session, prompt }, failure: null };
    },
  };
  await driveWorker({ ...base, runtime });
  expect(prompts.length).toBeGreaterThan(3);
  expect(prompts.join('\n')).not.toContain(stateHash);
});
