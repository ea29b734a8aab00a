import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentSession, OpenRequest, RuntimeEvent } from '../runtime.ts';
import { behaviours } from '../testing/behaviours.ts';
import { scriptedAcpArgv } from '../testing/scripted-argv.ts';
import { type SpawnedHost, spawnHost } from '../testing/spawn-host.ts';
import type { Script, Step } from '../testing/step.ts';
import { testEnvironment } from '../testing/test-subject.ts';
import { createWorkTree, type WorkTree } from '../testing/work-tree.ts';
import { createAcpRuntime } from './acp-runtime.ts';

const node = process.execPath;
const env = testEnvironment(process.env.PATH);
const prompt = '# Task T-1\n';
const change = { path: 'a.txt', text: 'a\n', message: 'fix: a' };
const result: Step = { do: 'result', status: 'success' };

let tree: WorkTree;
let host: SpawnedHost;
let events: RuntimeEvent[];

beforeEach(async () => {
  tree = await createWorkTree(env);
  host = spawnHost({ workdir: tree.path, env });
  events = [];
});
afterEach(async () => {
  expect(host.running.size).toBe(0);
  await tree.remove();
});

function request(mcp: OpenRequest['mcp'] = null): OpenRequest {
  const assignment = { task: { key: 'T-1', title: 't' }, finding: null };
  return { workdir: tree.path, mcp, env: {}, assignment, onEvent: (event) => events.push(event) };
}

function runtime(script: Script, answers: object = {}, handshakeMs = 10_000) {
  const argv = scriptedAcpArgv(node, JSON.stringify({ default: script }), answers);
  return createAcpRuntime({ id: 'scripted', argv, handshakeMs });
}

async function talk(script: Script, act: (session: AgentSession) => Promise<void>): Promise<void> {
  const { session } = await runtime(script).open(request(), host);
  if (session === null) return expect.unreachable('the session opens');
  await act(session).finally(() => session.close());
}

const signal = () => new AbortController().signal;

describe('opening a session', () => {
  it('refuses an agent that speaks another version', async () => {
    const { failure } = await runtime({ work: [] }, { protocolVersion: 7 }).open(request(), host);
    expect(failure?.code).toBe('runtime_missing');
    expect(failure?.message).toContain('version 7');
  });

  it('says how to go on when the agent asks to be signed in', async () => {
    const { failure } = await runtime({ work: [] }, { needsSignIn: true }).open(request(), host);
    expect(failure?.code).toBe('runtime_missing');
    expect(failure?.message).toContain('signed in');
  });

  it('gives up on a program that never answers', async () => {
    const argv = [node, '-e', 'setInterval(() => {}, 1000)'];
    const silent = createAcpRuntime({ id: 'silent', argv, handshakeMs: 300 });
    const { failure } = await silent.open(request(), host);
    expect(failure?.code).toBe('silent');
  });

  it('gives up on a program that speaks no protocol', async () => {
    const argv = [
      node,
      '-e',
      'process.stdout.write("hello\\n".repeat(5000)); setInterval(() => {}, 1000)',
    ];
    const { failure } = await createAcpRuntime({ id: 'x', argv }).open(request(), host);
    expect(failure?.code).toBe('flood');
  });

  it('passes on our endpoint, or says that it had to be left out', async () => {
    const mcp = { url: 'http://127.0.0.1:9/mcp', token: 'secret' };
    const with_ = await runtime({ work: [] }).open(request(mcp), host);
    expect(with_.session?.capabilities.mcp).toBe(true);
    await with_.session?.close();
    expect(host.errors()).toContain('mcp servers: 1');
    expect(events).toEqual([]);
    const without = await runtime({ work: [] }, { agentCapabilities: {} }).open(request(mcp), host);
    expect(without.session?.capabilities.mcp).toBe(false);
    await without.session?.close();
    expect(events).toMatchObject([{ type: 'notice' }]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});

describe('a turn', () => {
  it('tells context and tokens as the agent reports them', () =>
    talk(
      {
        work: [
          { do: 'usage', used: 30, size: 200 },
          { do: 'spend', total: 900, cachedRead: 400 },
          result,
        ],
      },
      async (session) => {
        expect(session.usage()).toEqual({
          contextUsedTokens: null,
          contextSizeTokens: null,
          spentTokens: null,
        });
        await session.prompt(prompt, signal());
        expect(session.usage()).toEqual({
          contextUsedTokens: 30,
          contextSizeTokens: 200,
          spentTokens: 500,
        });
      },
    ));

  it('passes over broken messages and goes on', () =>
    talk(behaviours.malformed(change), async (session) => {
      const end = await session.prompt(prompt, signal());
      expect(end).toMatchObject({ stopReason: 'end_turn', failure: null });
      expect(await tree.read('a.txt')).toBe('a\n');
      expect(events.filter(({ type }) => type === 'notice')).toHaveLength(3);
    }));

  it('ends an agent that prints lines without end', () =>
    talk(behaviours.floods(), async (session) => {
      const end = await session.prompt(prompt, signal());
      expect(end.failure?.code).toBe('flood');
    }));

  it.each(['max_tokens', 'max_turn_requests', 'refusal'])('tells the stop reason %s', (reason) =>
    talk({ work: [{ do: 'stop', reason }] }, async (session) => {
      expect((await session.prompt(prompt, signal())).stopReason).toBe(reason);
    }),
  );

  it('goes on after a cancelled turn when the agent obeys', () =>
    talk({ work: [{ do: 'hang' }], followUps: [[result]] }, async (session) => {
      const cancel = AbortSignal.timeout(200);
      expect((await session.prompt(prompt, cancel)).stopReason).toBe('cancelled');
      expect((await session.prompt('again', signal())).text).toContain('"task_id":"T-1"');
    }));

  it('shows text without control characters', () =>
    talk({ work: [{ do: 'say', text: 'a\u001b[31mb\u202ec' }] }, async (session) => {
      expect((await session.prompt(prompt, signal())).text).toBe('a[31mbc');
      expect(events).toContainEqual({ type: 'text', text: 'a[31mbc' });
    }));

  it('answers permission requests without anybody waiting', () => {
    const ask = (path: string, kind: string): Step => ({
      do: 'ask',
      title: `${kind} ${path}`,
      kind,
      path,
      options: ['allow_once', 'allow_always', 'reject_once'],
      allowed: [{ do: 'say', text: `+${kind} ` }],
      refused: [{ do: 'say', text: `-${kind} ` }],
    });
    const work = [
      ask('src/a.ts', 'edit'),
      ask('/etc/passwd', 'read'),
      ask('', 'execute'),
      ask('', 'fetch'),
    ];
    return talk({ work }, async (session) => {
      const end = await session.prompt(prompt, signal());
      expect(end.text.trim()).toBe('+edit -read +execute -fetch');
      expect(events.filter(({ type }) => type === 'permission')).toHaveLength(4);
    });
  });

  it('remembers what a tool call touches when permission is asked later', () => {
    const title = 'edit';
    const work: Step[] = [
      { do: 'tool', title, kind: 'edit', path: '/etc/hosts' },
      {
        do: 'ask',
        title,
        kind: 'edit',
        path: '',
        options: ['allow_once', 'reject_once'],
        allowed: [{ do: 'say', text: 'allowed' }],
        refused: [{ do: 'say', text: 'refused' }],
      },
    ];
    return talk({ work }, async (session) => {
      expect((await session.prompt(prompt, signal())).text).toContain('refused');
    });
  });
});
