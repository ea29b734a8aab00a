import assert from 'node:assert/strict';
import type { AgentSession, OpenRequest, Runtime, RuntimeEvent } from '../runtime.ts';
import { behaviours } from '../testing/behaviours.ts';
import type { SpawnedHost } from '../testing/spawn-host.ts';
import type { Script } from '../testing/step.ts';
import type { WorkTree } from '../testing/work-tree.ts';

/** A runtime under test; its agent plays the script it is made with. */
export interface ConformanceSubject {
  makeRuntime(script: Script): Runtime;
  /** The same kind of runtime with a program that does not exist. */
  makeMissing(): Runtime;
  openHost(workdir: string): SpawnedHost;
  createWorkTree(): Promise<WorkTree>;
}

/** One promise every runtime keeps; `check` rejects when it does not. */
export interface ConformanceCase {
  readonly name: string;
  check(subject: ConformanceSubject): Promise<void>;
}

interface Scene {
  readonly tree: WorkTree;
  readonly host: SpawnedHost;
  readonly events: RuntimeEvent[];
  readonly request: OpenRequest;
}

const change = { path: 'fixed.txt', text: 'fixed\n', message: 'fix(SEC-1): fix it' };
const prompt = '# Task MS-SEC-001\n\nMake the change and print the result.\n';
const taskId = 'MS-SEC-001';

/** What every runtime promises, whatever program it drives. */
export const runtimeConformance: readonly ConformanceCase[] = [
  {
    name: 'works in the work tree and gives back what the agent said',
    check: (subject) =>
      withSession(subject, behaviours.honest(change), async (session, { tree, events }) => {
        const end = await session.prompt(prompt, never());
        assert.equal(end.failure, null);
        assert.equal(end.stopReason, 'end_turn');
        assert.match(end.text, /"task_id":"MS-SEC-001"/);
        assert.equal(await tree.read('fixed.txt'), 'fixed\n');
        const head = await tree.git('rev-parse', 'HEAD');
        assert.ok(end.text.includes(head));
        const told = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
        assert.ok(told.includes(taskId), 'text is also told while the turn runs');
      }),
  },
  {
    name: 'never says 0 where it does not know',
    check: (subject) =>
      withSession(subject, behaviours.silent(), async (session) => {
        const { contextUsedTokens, contextSizeTokens } = session.usage();
        assert.equal(contextUsedTokens, null);
        assert.equal(contextSizeTokens, null);
      }),
  },
  {
    name: 'tells that the agent died, and keeps what it did',
    check: (subject) =>
      withSession(subject, behaviours.diesMidTurn(change), async (session, { tree, host }) => {
        const end = await session.prompt(prompt, never());
        assert.equal(end.failure?.code, 'crashed');
        assert.match(end.failure?.message ?? '', /exit code 3/);
        assert.equal(await tree.read('fixed.txt'), 'fixed\n');
        assert.equal(host.running.size, 0);
      }),
  },
  {
    name: 'ends a cancelled turn of an agent that does not obey',
    check: (subject) =>
      withSession(subject, behaviours.hangs(), async (session, { host }) => {
        const cancel = new AbortController();
        const turn = session.prompt(prompt, cancel.signal);
        setTimeout(() => cancel.abort(), 200);
        const end = await turn;
        assert.equal(end.stopReason, 'cancelled');
        assert.equal(host.running.size, 0);
      }),
  },
  {
    name: 'ends an agent that floods',
    check: (subject) =>
      withSession(subject, behaviours.floodsOneLine(), async (session, { host }) => {
        const end = await session.prompt(prompt, never());
        assert.equal(end.failure?.code, 'flood');
        assert.ok(end.text.length <= 400_000);
        assert.equal(host.running.size, 0);
      }),
  },
  {
    name: 'says which program is missing',
    async check(subject) {
      const scene = await openScene(subject);
      try {
        const { session, failure } = await subject.makeMissing().open(scene.request, scene.host);
        const told = failure ?? (await session?.prompt(prompt, never()))?.failure;
        await session?.close();
        assert.equal(told?.code, 'runtime_missing');
        assert.match(told?.message ?? '', /no-such-program/);
      } finally {
        await scene.tree.remove();
      }
    },
  },
  {
    name: 'leaves no process behind when a session is closed, also twice',
    check: (subject) =>
      withSession(subject, behaviours.hangs(), async (session, { host }) => {
        const turn = session.prompt(prompt, never());
        await new Promise((resolve) => setTimeout(resolve, 200));
        await Promise.all([session.close(), session.close()]);
        await turn;
        assert.equal(host.running.size, 0);
      }),
  },
  {
    name: 'takes another prompt only when it says that it can',
    check: (subject) =>
      withSession(subject, behaviours.forgetsResult(change, 1), async (session) => {
        await session.prompt(prompt, never());
        const second = await session.prompt('And the result?', never());
        if (session.capabilities.followUp) assert.match(second.text, /"task_id"/);
        else assert.notEqual(second.failure, null);
      }),
  },
];

async function withSession(
  subject: ConformanceSubject,
  script: Script,
  act: (session: AgentSession, scene: Scene) => Promise<void>,
): Promise<void> {
  const scene = await openScene(subject);
  try {
    const { session, failure } = await subject.makeRuntime(script).open(scene.request, scene.host);
    if (failure !== null) assert.fail(`${failure.code}: ${failure.message}`);
    try {
      await act(session, scene);
    } finally {
      await session.close();
    }
    assert.equal(scene.host.running.size, 0, 'no process outlives its session');
  } finally {
    await scene.tree.remove();
  }
}

async function openScene(subject: ConformanceSubject): Promise<Scene> {
  const tree = await subject.createWorkTree();
  const events: RuntimeEvent[] = [];
  const request: OpenRequest = {
    workdir: tree.path,
    mcp: null,
    env: {},
    assignment: { task: { key: taskId, title: 'Fix it' }, finding },
    onEvent: (event) => events.push(event),
  };
  return { tree, host: subject.openHost(tree.path), events, request };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

const finding = {
  id: 'SEC-1',
  severity: 'critical' as const,
  title: 'Fix it',
  body: '',
  files: [],
  source: 'docs/reports/a/01-security-review.md',
  rule: null,
  check: null,
};
