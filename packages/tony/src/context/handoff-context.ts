import type { AgentContext, PlanAgentType } from '@mosaic/contract';
import { checkContext } from './check-context.ts';
import { type ContextOrigin, completeContext } from './complete-context.ts';

/** What a handoff is about. Texts of agents are data; they are cut and checked for secrets. */
export interface HandoffFacts extends ContextOrigin {
  /** Human id of the task. */
  readonly taskId: string;
  readonly title: string;
  readonly priority: 'critical' | 'high' | 'medium' | 'low';
  readonly phase: number;
  readonly branch: string;
  /** Commit that holds all that was done; null when there is none. */
  readonly commit: string | null;
  readonly modifiedFiles: readonly { path: string; status: 'created' | 'modified' | 'deleted' }[];
  /** Runtime that did the work, as far as it is known. */
  readonly model: string;
  readonly reason: string;
  /** Last words of the agent that hands over. */
  readonly progress: string;
  /** Commands that have to pass. */
  readonly gates: readonly string[];
  /** Files that hold the state to go on from. */
  readonly stateFiles: readonly string[];
  readonly next: { readonly agentType: PlanAgentType; readonly point: string };
  readonly timeoutMinutes: number | null;
}

/** Files named in a context; the commit knows all of them. */
const filesNamedMax = 50;

/**
 * The context of a handoff, or null when it cannot be told within the bounds of the schema.
 *
 * What an agent said is left out where it holds a secret or makes the whole too large: the commit
 * and the state files are what counts.
 */
export async function handoffContext(facts: HandoffFacts): Promise<AgentContext | null> {
  for (const given of [facts, withoutWords(facts), withoutFiles(withoutWords(facts))]) {
    const { context } = await checkContext(contextOf(given));
    if (context !== null) return context;
  }
  return null;
}

function withoutWords(facts: HandoffFacts): HandoffFacts {
  return { ...facts, progress: '', reason: '', title: facts.taskId };
}

function withoutFiles(facts: HandoffFacts): HandoffFacts {
  return { ...facts, modifiedFiles: [], gates: [] };
}

function contextOf(facts: HandoffFacts): unknown {
  const gates = facts.gates.map((gate) => ({
    criterion: `This passes: ${cut(gate, 380)}`,
    validation_method: 'automated_test',
  }));
  const { timeoutMinutes } = facts;
  return completeContext(
    {
      task_context: {
        current_task: {
          id: facts.taskId,
          title: cut(facts.title, 200),
          description: cut(facts.progress, 1_000),
          status: 'in_progress',
          priority: facts.priority,
        },
        phase_info: { current_phase: `phase-${facts.phase}`, phase_status: 'in_progress' },
      },
      project_state: {
        working_directory: '.',
        modified_files: facts.modifiedFiles.slice(0, filesNamedMax),
        git_status: {
          branch: cut(facts.branch, 200),
          is_clean: true,
          ...(facts.commit === null ? {} : { commit_hash: facts.commit }),
        },
      },
      execution_context: {
        model_selection: { current_model: cut(facts.model, 200), reason: cut(facts.reason, 1_000) },
        ...(timeoutMinutes === null
          ? {}
          : { constraints: { timeout_minutes: Math.min(180, Math.max(5, timeoutMinutes)) } }),
      },
      handoff_instructions: {
        next_agent_type: facts.next.agentType,
        continuation_point: cut(facts.next.point, 1_000),
        ...(gates.length === 0 ? {} : { success_criteria: gates.slice(0, 30) }),
        context_files: facts.stateFiles.map((path) => ({ path, purpose: 'state to go on from' })),
      },
    },
    'implementation-handoff',
    facts,
  );
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;
}
