import type { AgentContext, ContextProblem } from '@mosaic/contract';
import { agentContextLimits } from './limits.ts';

export interface MergedContext {
  readonly context: AgentContext;
  /** Where they disagree; what the newest says stands. */
  readonly conflicts: readonly ContextProblem[];
}

/** Statements of which there can be only one. */
const single: readonly { path: string; read: (context: AgentContext) => string }[] = [
  { path: 'task_context.current_task.id', read: (it) => it.task_context.current_task.id },
  { path: 'task_context.current_task.status', read: (it) => it.task_context.current_task.status },
  { path: 'project_state.git_status.branch', read: (it) => it.project_state.git_status.branch },
  {
    path: 'handoff_instructions.next_agent_type',
    read: (it) => it.handoff_instructions.next_agent_type,
  },
  {
    path: 'handoff_instructions.continuation_point',
    read: (it) => it.handoff_instructions.continuation_point,
  },
];

/**
 * Joins contexts of agents that worked side by side or one after the other.
 *
 * The newest, by its timestamp, says what is to be done next. Who worked, what was changed, what
 * hangs together, what is to be heeded and what was proved is joined from all; where two speak of
 * the same file or criterion, the newer one counts.
 *
 * @param contexts at least one; the order does not matter
 */
export function mergeContexts(contexts: readonly AgentContext[]): MergedContext {
  const byAge = contexts.toSorted((left, right) =>
    left.session.timestamp < right.session.timestamp ? -1 : 1,
  );
  const newest = byAge.at(-1);
  if (newest === undefined) throw new RangeError('mergeContexts needs a context');
  const dependencies = (field: 'blocking' | 'blocked_by' | 'related') =>
    union(byAge, (it) => it.task_context.dependencies?.[field] ?? [], String, field);
  const instructions = newest.handoff_instructions;
  return {
    conflicts: single.flatMap(({ path, read }) => conflict(path, byAge.map(read))),
    context: {
      ...newest,
      session: {
        ...newest.session,
        agent_chain: union(
          byAge,
          (it) => it.session.agent_chain,
          (agent) => `${agent.start_time} ${agent.agent_id}`,
          'agent_chain',
        ).toSorted((left, right) => (left.start_time < right.start_time ? -1 : 1)),
      },
      task_context: {
        ...newest.task_context,
        dependencies: {
          blocking: dependencies('blocking'),
          blocked_by: dependencies('blocked_by'),
          related: dependencies('related'),
        },
      },
      project_state: {
        ...newest.project_state,
        modified_files: union(
          byAge,
          (it) => it.project_state.modified_files,
          ({ path }) => path,
          'modified_files',
        ),
      },
      handoff_instructions: {
        ...instructions,
        success_criteria: union(
          byAge,
          (it) => it.handoff_instructions.success_criteria,
          ({ criterion }) => criterion,
          'success_criteria',
        ),
        context_files: union(
          byAge,
          (it) => it.handoff_instructions.context_files,
          ({ path }) => path,
          'context_files',
        ),
        warnings: union(
          byAge,
          (it) => it.handoff_instructions.warnings,
          ({ message }) => message,
          'warnings',
        ),
      },
      ...mergedEvidence(byAge),
    },
  };
}

/** Every item once, in the order of its first appearance, as the newest context states it. */
function union<Item>(
  contexts: readonly AgentContext[],
  read: (context: AgentContext) => readonly Item[],
  keyOf: (item: Item) => string,
  field: keyof typeof agentContextLimits,
): Item[] {
  const items = new Map<string, Item>();
  for (const context of contexts) for (const item of read(context)) items.set(keyOf(item), item);
  return [...items.values()].slice(-agentContextLimits[field]);
}

function mergedEvidence(contexts: readonly AgentContext[]): Partial<AgentContext> {
  const all = contexts.flatMap((it) => it.evidence_tracking ?? []);
  const newest = all.at(-1);
  if (newest === undefined) return {};
  const artifacts = [...new Set(all.flatMap((it) => it.artifacts))];
  return {
    evidence_tracking: {
      ...newest,
      test_results: Object.assign({}, ...all.map((it) => it.test_results ?? {})),
      artifacts: artifacts.slice(-agentContextLimits.artifacts),
    },
  };
}

function conflict(path: string, values: readonly string[]): ContextProblem[] {
  const different = [...new Set(values)];
  if (different.length < 2) return [];
  const said = different.map((value) => JSON.stringify(value.slice(0, 80))).join(', ');
  return [{ path, message: `They say ${said}; the newest stands.` }];
}
