import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findingGate, type RunResult } from '@mosaic/contract';
import { checkOut, isAncestor, mergeCommits } from '@mosaic/git';
import { RunFailed } from './failure.ts';
import { keepRunCommit } from './keep-run-commit.ts';
import { openEgress } from './open-egress.ts';
import type { RunContext } from './run-context.ts';
import { type GateOutcome, runGate } from './run-gate.ts';
import type { NamedGate } from './runner-options.ts';

/** Who signs merge commits made here. */
const mergeAuthor = { name: 'MosAIc', email: 'mosaic@localhost' };

/** Longest run of the command that shows that a finding is gone, in milliseconds. */
const findingTimeoutMs = 120_000;

/** Characters of a red gate's output that go into the error. */
const excerptChars = 3_000;

/**
 * Proves a commit: brings the work onto the branch head and runs all gates there.
 *
 * What is proved is what will land, so the gates run at the merged commit and not at
 * the worker's. Gates that were never green are run and recorded, but do not decide.
 */
export async function verifyStep(context: RunContext): Promise<RunResult> {
  const { brief } = context.assignment;
  const candidate = await makeCandidate(context);
  await keepRunCommit(context, candidate);
  const checkout = join(context.options.directories.checkouts, context.runId);
  await mkdir(context.options.directories.checkouts, { recursive: true });
  const egress = await openEgress(context, null);
  try {
    await checkOut(context.vault, { commit: candidate, directory: checkout });
    const red: GateOutcome[] = [];
    for (const gate of gatesOf(context)) {
      const isRequired = gate.name === findingGate || brief.requiredGates.includes(gate.name);
      const outcome = await runGate(context, {
        gate,
        commit: candidate,
        checkout,
        isRequired,
        egress,
      });
      if (isRequired && !outcome.evidence.passed) red.push(outcome);
      // A change that leaves its defect in place needs no further proof that it is not done.
      if (gate.name === findingGate && red.length > 0) break;
    }
    if (red.length > 0) throw new RunFailed('gate_failed', describe(red));
  } finally {
    await egress?.stop();
    await rm(checkout, { recursive: true, force: true });
  }
  return {
    status: 'succeeded',
    commit: candidate,
    usedTokens: 0,
    notes: '',
    sandboxed: context.sandbox === 'bubblewrap',
  };
}

/** The commit that would land: the work itself, or its merge with the branch head. */
async function makeCandidate(context: RunContext): Promise<string> {
  const { brief, task } = context.assignment;
  if (brief.workCommit === null) return brief.baseCommit;
  if (await isAncestor(context.vault, brief.baseCommit, brief.workCommit)) return brief.workCommit;
  const merge = await mergeCommits(context.vault, {
    ours: brief.baseCommit,
    theirs: brief.workCommit,
    message: `merge(${task.key}): ${task.title}`,
    author: mergeAuthor,
    atMs: Date.now(),
  });
  if (merge.kind !== 'conflict') return merge.commit;
  throw new RunFailed(
    'conflict',
    `The change conflicts with what has landed meanwhile in ${merge.files.join(', ')}. Start again from the new state of the branch.`,
  );
}

function gatesOf(context: RunContext): NamedGate[] {
  const check = context.assignment.task.finding?.check ?? null;
  if (check === null || context.assignment.brief.workCommit === null) return context.project.gates;
  return [
    { name: findingGate, command: check, timeoutMs: findingTimeoutMs },
    ...context.project.gates,
  ];
}

function describe(red: readonly GateOutcome[]): string {
  return red
    .map(({ evidence, log }) => {
      const end = evidence.exitCode === null ? evidence.endedBy : `exit ${evidence.exitCode}`;
      return `Gate ${evidence.gate} is red (${end}): ${evidence.command}\n${log.slice(-excerptChars)}`;
    })
    .join('\n\n');
}
