import type { FailureCode, RunStep } from '@mosaic/contract';

/**
 * What follows a failed run.
 *
 * - `retry`: held against the task; the work is done again, knowing the error.
 * - `redo`: the work is done again from the new head; held against the task only when it keeps happening.
 * - `resume`: nobody's fault; the same step again, held against the task only when it keeps happening.
 * - `repeat`: the verification reached no verdict; verify again, held against the work when it keeps happening.
 * - `set_aside`: the same runtime would fail again; no more bulk attempts.
 * - `halt`: no task could succeed; the mission stops and says what is missing.
 */
export type Treatment = 'retry' | 'redo' | 'resume' | 'repeat' | 'set_aside' | 'halt';

interface FailureRule {
  readonly work: Treatment;
  readonly verify: Treatment;
  /** Said to the next worker before the error itself. */
  readonly advice: string;
  /** How a person might get further, for `docs/deferred-errors.md`. */
  readonly approach: string;
}

const trespass = 'Change only files inside the scope of the task.';
const smaller = 'Split the task into smaller ones and run them one by one.';

/** One line per failure code: the whole policy of the engine about failures. */
export const failureRules: Readonly<Record<FailureCode, FailureRule>> = {
  gate_failed: {
    work: 'retry',
    verify: 'retry',
    advice: 'A gate was red. Make it green without weakening it.',
    approach: 'Reproduce the red gate on the phase branch and start from its output.',
  },
  no_commit: {
    work: 'retry',
    verify: 'retry',
    advice: 'There was no commit. Commit the change before reporting.',
    approach: 'Check whether the finding still applies; if it does, fix it by hand.',
  },
  empty_change: {
    work: 'retry',
    verify: 'retry',
    advice: 'The commit changed nothing. Change the code the task is about.',
    approach: 'Check whether the finding still applies; if it does, fix it by hand.',
  },
  out_of_scope: {
    work: 'retry',
    verify: 'retry',
    advice: trespass,
    approach: 'Widen the scope of the task, or split off the part outside it.',
  },
  protected_path: {
    work: 'retry',
    verify: 'retry',
    advice: `${trespass} Tracking documents belong to the orchestrator.`,
    approach: 'Make the change without touching protected files.',
  },
  foreign_change: {
    work: 'retry',
    verify: 'retry',
    advice: `${trespass} Leave the work of others alone.`,
    approach: 'Make the change without touching the work of others.',
  },
  bad_result: {
    work: 'retry',
    verify: 'retry',
    advice: 'The result could not be read. Print it exactly in the demanded format.',
    approach: 'Use a runtime that follows the result format, or fix it by hand.',
  },
  reported_failure: {
    work: 'retry',
    verify: 'retry',
    advice: 'The worker gave up.',
    approach: 'Read the notes of its runs, then split the task or fix it by hand.',
  },
  unsupported: {
    work: 'set_aside',
    verify: 'retry',
    advice: 'The runtime cannot do this.',
    approach: 'Start a mission with a coding agent as its runtime, or fix it by hand.',
  },
  timeout: {
    work: 'retry',
    verify: 'repeat',
    advice: 'Time ran out. Do the smallest change that does the task.',
    approach: smaller,
  },
  silent: {
    work: 'retry',
    verify: 'repeat',
    advice: 'The run was ended because it said nothing for too long.',
    approach: smaller,
  },
  flood: {
    work: 'retry',
    verify: 'repeat',
    advice: 'The run was ended because it printed too much. Run commands quietly.',
    approach: 'Find the command that prints without end and run it quietly.',
  },
  disk_quota: {
    work: 'retry',
    verify: 'repeat',
    advice: 'The run was ended because it wrote too much.',
    approach: 'Find the command that fills the disk.',
  },
  crashed: {
    work: 'retry',
    verify: 'repeat',
    advice: 'The run crashed.',
    approach: 'Read the log of its runs for the cause of the crash.',
  },
  conflict: {
    work: 'redo',
    verify: 'redo',
    advice: 'The change did not merge. Do it again on the present branch.',
    approach: 'Do it while no other task touches the same files.',
  },
  context_exhausted: {
    work: 'retry',
    verify: 'retry',
    advice: 'The context was full before the work was done.',
    approach: smaller,
  },
  state_mismatch: {
    work: 'retry',
    verify: 'retry',
    advice: 'The successor did not confirm the state it was handed.',
    approach: smaller,
  },
  runtime_missing: {
    work: 'halt',
    verify: 'halt',
    advice: 'The runtime is not installed.',
    approach: 'Install the runtime.',
  },
  sandbox_missing: {
    work: 'halt',
    verify: 'halt',
    advice: 'The sandbox is not available.',
    approach: 'Install the sandbox.',
  },
  lease_lost: {
    work: 'resume',
    verify: 'resume',
    advice: 'The runner lost the task.',
    approach: 'Check whether this task brings its runner down.',
  },
  stopped: {
    work: 'resume',
    verify: 'resume',
    advice: 'The run was stopped.',
    approach: 'Find out who keeps stopping the runs of this task.',
  },
  internal: {
    work: 'resume',
    verify: 'repeat',
    advice: 'The platform failed, not the work.',
    approach: 'Read the log of the runner.',
  },
};

/** The treatment of a failure in one step; a review is treated as work. */
export function treatmentOf(code: FailureCode, step: RunStep): Treatment {
  const rule = failureRules[code] ?? failureRules.internal;
  return step === 'verify' ? rule.verify : rule.work;
}
