import { operations } from '@mosaic/contract';
import { contextsModule, personasModule } from '@tony/core/agents';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub } from '../../packages/mcp/test/test-hub.ts';

const task = { id: 'A.001.01.01.01.01.01', title: 'Sign in', status: 'in_progress' };
const context = {
  task_context: { current_task: task },
  project_state: {
    working_directory: '.',
    git_status: { branch: 'feat/sign-in', is_clean: true },
  },
};
const template = 'implementation-handoff' as const;

let opened: Awaited<ReturnType<typeof openTestHub>>;
beforeEach(async () => {
  opened = await openTestHub([contextsModule, personasModule()]);
});
afterEach(() => opened.destroy());
const as = (tenant = 'local') => opened.hub.system('worker', { tenant });

describe('a context that is kept', () => {
  it('is checked, filled in from its template and read back as it is', async () => {
    const added = await as().call(operations.addContext, { name: 'sign-in', template, context });
    expect(added).toMatchObject({ version: 1, name: 'sign-in' });
    expect(added.context.handoff_instructions.next_agent_type).toBe('implementation-agent');
    expect(await as().call(operations.showContext, { contextId: added.id })).toEqual(added);
    const { value } = await as().call(operations.queryContext, {
      contextId: added.id,
      field: 'task_context.current_task.title',
    });
    expect(value).toBe('Sign in');
  });

  it('with problems is refused naming each, and nothing is kept', async () => {
    const wrong = { ...context, task_context: { current_task: { ...task, id: 'ST.001' } } };
    await expect(
      as().call(operations.addContext, { name: 'x', template, context: wrong }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: [{ field: 'task_context.current_task.id' }] },
    });
    expect((await as().call(operations.listContexts, {})).items).toEqual([]);
    const verdict = await as().call(operations.validateContext, { context: wrong });
    expect(verdict).toMatchObject({ isValid: false, context: null });
  });

  it('is changed on the version one read, and told apart from a newer one', async () => {
    const { id } = await as().call(operations.addContext, { name: 'x', template, context });
    const done = { task_context: { current_task: { status: 'completed' } } };
    const change = { contextId: id, changes: done, baseVersion: 1 };
    const changed = await as().call(operations.updateContext, change);
    expect(changed.version).toBe(2);
    expect(changed.context.task_context.current_task).toMatchObject({
      ...task,
      status: 'completed',
    });
    await expect(as().call(operations.updateContext, change)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(
      as().call(operations.updateContext, { contextId: id, changes: { session: null } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await as().call(operations.showContext, { contextId: id })).version).toBe(2);
  });

  it('is joined with others, and its conflicts are told', async () => {
    const ids: string[] = [];
    for (const path of ['a.ts', 'b.ts']) {
      opened.clock.advance(1_000);
      const own = {
        ...context,
        project_state: { ...context.project_state, modified_files: [{ path, status: 'modified' }] },
        handoff_instructions: { continuation_point: `Go on with ${path}.` },
      };
      const { id } = await as().call(operations.addContext, { name: path, template, context: own });
      ids.push(id);
    }
    const input = { name: 'joined', contextIds: ids };
    const { merged, conflicts } = await as().call(operations.mergeContexts, input);
    expect(merged.context.project_state.modified_files.map(({ path }) => path)).toEqual([
      'a.ts',
      'b.ts',
    ]);
    expect(merged.context.handoff_instructions.continuation_point).toBe('Go on with b.ts.');
    expect(conflicts).toHaveLength(1);
  });

  it('is nobody else’s', async () => {
    const { id } = await as().call(operations.addContext, { name: 'x', template, context });
    for (const call of [
      () => as('acme').call(operations.showContext, { contextId: id }),
      () => as('acme').call(operations.updateContext, { contextId: id, changes: {} }),
      () => as('acme').call(operations.queryContext, { contextId: id, field: 'session' }),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await as('acme').call(operations.listContexts, {})).items).toEqual([]);
  });
});

describe('personas', () => {
  it('are listed by how well they suit a task, with the words that spoke for them', async () => {
    const { items } = await as().call(operations.listPersonas, {
      task: 'Close the SQL injection in the search',
    });
    expect(items[0]).toMatchObject({
      agentType: 'security-agent',
      matched: ['close', 'injection'],
    });
    expect((await as().call(operations.listPersonas, {})).items).toHaveLength(21);
    expect((await as().call(operations.showPersona, { personaId: 'tl-lead-tony' })).id).toBe(
      'TL-LEAD-TONY',
    );
    await expect(as().call(operations.showPersona, { personaId: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
