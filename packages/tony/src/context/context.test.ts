import { type AgentContext, ContextTemplate } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContext } from './check-context.ts';
import { agentName, completeContext } from './complete-context.ts';
import { handoffContext } from './handoff-context.ts';
import { mergeContexts } from './merge-contexts.ts';
import { mergePatch } from './merge-patch.ts';
import { queryContext } from './query-context.ts';

const origin = {
  sessionId: '0190b5c8-6c1f-7000-8000-000000000000',
  at: '2026-01-02T03:04:05.000Z',
  createdBy: 'worker-1',
};
const task = { id: 'A.001.01.01.01.01.01', title: 'Sign in', status: 'in_progress' };
const given = (change: Record<string, unknown> = {}) =>
  mergePatch(
    {
      task_context: { current_task: task },
      project_state: {
        working_directory: '.',
        git_status: { branch: 'feat/sign-in', is_clean: true },
      },
    },
    change,
  ) as Record<string, unknown>;
const build = (change: Record<string, unknown> = {}, at = origin.at) =>
  completeContext(given(change), 'implementation-handoff', { ...origin, at });

async function valid(change: Record<string, unknown> = {}, at = origin.at): Promise<AgentContext> {
  const { context, problems } = await checkContext(build(change, at));
  expect(problems).toEqual([]);
  if (context === null) throw new Error('not valid');
  return context;
}

describe('a context', () => {
  it.each(ContextTemplate.options)(
    'made from %s is valid and below ten kilobytes',
    async (name) => {
      const { problems, context, bytes } = await checkContext(
        completeContext(given(), name, origin),
      );
      expect(problems).toEqual([]);
      expect(bytes).toBeLessThan(10_000);
      expect(context?.session.parent_agent_id).toBe('worker-1');
      expect(context?.metadata).toMatchObject({ context_size_bytes: bytes, validated: true });
    },
  );

  it.each([
    ['E.001', true],
    ['F.001.02', true],
    ['ST.001.01.01.01.01', true],
    ['MS-SEC-001', true],
    ['ST.001.01', false],
    ['P.001.01.01', false],
    ['T.001', false],
    ['A.001.01.01.01.01', false],
  ])('of task %s: %s, as its prefix names its depth', async (id, isValid) => {
    const { problems } = await checkContext(build({ task_context: { current_task: { id } } }));
    expect(problems.some(({ path }) => path === 'task_context.current_task.id')).toBe(!isValid);
  });

  it.each([
    ['a field nobody knows', { extra: 1 }, ''],
    [
      'a task of an hour',
      { task_context: { current_task: { estimated_duration: 3_600 } } },
      'task_context.current_task.estimated_duration',
    ],
    [
      'a task that waits for itself',
      { task_context: { dependencies: { blocked_by: [task.id] } } },
      'task_context.dependencies',
    ],
    [
      'a path to elsewhere',
      {
        task_context: {
          task_hierarchy: { epic: 'x', current_path: ['E.001', 'F.002.01', task.id] },
        },
      },
      'task_context.task_hierarchy.current_path.1',
    ],
    [
      'a file out of the project',
      { project_state: { modified_files: [{ path: '../x', status: 'modified' }] } },
      'project_state.modified_files.0.path',
    ],
    [
      'a file named twice',
      {
        project_state: {
          modified_files: [
            { path: 'x', status: 'modified' },
            { path: 'x', status: 'deleted' },
          ],
        },
      },
      'project_state.modified_files.1.path',
    ],
    [
      'no criterion',
      { handoff_instructions: { success_criteria: [] } },
      'handoff_instructions.success_criteria',
    ],
    [
      'a token',
      { handoff_instructions: { continuation_point: `use ghp_${'a1B2c3D4e5F6'.repeat(3)}` } },
      '',
    ],
    [
      'a password',
      { handoff_instructions: { continuation_point: 'password: hunter2hunter2' } },
      '',
    ],
  ])('with %s is refused, naming the place', async (_, change, path) => {
    const { problems, context } = await checkContext(build(change));
    expect(context).toBeNull();
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('of more than ten kilobytes is refused before anything else', async () => {
    const long = { task_context: { current_task: { description: 'x'.repeat(12_000) } } };
    const { problems } = await checkContext(build(long));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('Name files');
  });

  it('may name only files that are there, where one knows which are', async () => {
    const files = { handoff_instructions: { context_files: [{ path: 'a.ts', purpose: 'x' }] } };
    expect((await checkContext(build(files), new Set(['a.ts']))).problems).toEqual([]);
    expect((await checkContext(build(files), new Set(['b.ts']))).problems).toHaveLength(1);
  });

  it('whatever is given is answered, never thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const { context, problems } = await checkContext(value);
        expect(context === null).toBe(problems.length > 0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('merging contexts', () => {
  it('takes what is next from the newest and joins what was done', async () => {
    const older = await valid(
      {
        project_state: { modified_files: [{ path: 'a', status: 'created' }] },
        handoff_instructions: { continuation_point: 'first' },
      },
      '2026-01-02T03:00:00.000Z',
    );
    const newer = await valid({
      project_state: {
        modified_files: [
          { path: 'a', status: 'deleted' },
          { path: 'b', status: 'modified' },
        ],
      },
      handoff_instructions: { continuation_point: 'second' },
    });
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      const { context, conflicts } = mergeContexts(order);
      expect(context.handoff_instructions.continuation_point).toBe('second');
      expect(context.project_state.modified_files).toMatchObject([
        { path: 'a', status: 'deleted' },
        { path: 'b' },
      ]);
      expect(conflicts.map(({ path }) => path)).toEqual([
        'handoff_instructions.continuation_point',
      ]);
      expect((await checkContext(context)).problems).toEqual([]);
    }
  });

  it('of a context with itself changes nothing and finds no conflict', async () => {
    const context = await valid();
    const { context: merged, conflicts } = mergeContexts([context, context]);
    expect(conflicts).toEqual([]);
    expect(merged.project_state).toEqual(context.project_state);
    expect(merged.handoff_instructions).toEqual(context.handoff_instructions);
  });
});

describe('fields', () => {
  it('are read by their dotted names, and a wrong one says what there is', async () => {
    const context = await valid();
    expect(queryContext(context, 'task_context.current_task.id')).toBe(task.id);
    expect(queryContext(context, 'execution_context.tool_authorizations.0')).toBe('Read');
    expect(() => queryContext(context, 'task_context.task')).toThrow(/current_task/);
    expect(() => queryContext(context, '__proto__.x')).toThrow(/has no __proto__/);
  });

  it('are changed by a merge patch, which touches nothing else', () => {
    fc.assert(
      fc.property(fc.object(), fc.object(), (target, patch) => {
        const before = JSON.stringify(target);
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect(JSON.stringify(target)).toBe(before);
      }),
    );
    expect(mergePatch({ a: { b: 1, c: 2 } }, { a: { b: null } })).toEqual({ a: { c: 2 } });
    expect(mergePatch({}, JSON.parse('{"__proto__":{"x":1}}'))).not.toHaveProperty('x');
  });

  it('names of agents become names the schema takes', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(agentName(name)).toMatch(/^[a-z][a-z0-9-]{0,59}$/);
      }),
    );
  });
});

describe('a handoff', () => {
  const facts = {
    ...origin,
    taskId: 'MS-SEC-001',
    title: 'Close the hole',
    priority: 'high' as const,
    phase: 2,
    branch: 'fix/security',
    commit: 'a'.repeat(40),
    modifiedFiles: [{ path: 'src/a.ts', status: 'modified' as const }],
    model: 'fixer',
    reason: 'context at 56 %',
    progress: 'The check is written, the fix is not.',
    gates: ['npm test'],
    stateFiles: [],
    next: { agentType: 'implementation-agent' as const, point: 'Go on.' },
    timeoutMinutes: 30,
  };

  it('says as data what its text says', async () => {
    const context = await handoffContext(facts);
    expect(context?.task_context.current_task).toMatchObject({
      id: 'MS-SEC-001',
      description: facts.progress,
    });
    expect(context?.handoff_instructions.success_criteria).toEqual([
      {
        criterion: 'This passes: npm test',
        validation_method: 'automated_test',
        priority: 'required',
      },
    ]);
  });

  it('leaves out the words of an agent that quotes a secret, and keeps the rest', async () => {
    const context = await handoffContext({ ...facts, progress: 'password: hunter2hunter2' });
    expect(context?.task_context.current_task.id).toBe('MS-SEC-001');
    expect(JSON.stringify(context)).not.toContain('hunter2');
  });

  it('of any facts is within its bounds or not there', async () => {
    const long = fc.string({ maxLength: 3_000 });
    await fc.assert(
      fc.asyncProperty(long, long, fc.array(long, { maxLength: 60 }), async (a, b, list) => {
        const context = await handoffContext({
          ...facts,
          title: a,
          progress: b,
          gates: list,
          modifiedFiles: list.map((path) => ({ path, status: 'created' as const })),
        });
        expect(JSON.stringify(context).length).toBeLessThan(10_500);
      }),
      { numRuns: 30 },
    );
  });
});
