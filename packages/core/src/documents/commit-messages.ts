import type { TaskStatus } from '@mosaic/contract';
import { oneLine } from './plain-text.ts';
import { formatTokens } from './token-format.ts';

const subjectCharsMax = 72;

/** The commit that brings `docs/tasks.md` and the learnings file; `planId` where a plan is run. */
export function bootstrapCommitMessage(input: {
  planId: string | null;
  findings: number;
  tasks: number;
  phases: number;
  estimateTokens: number;
}): string {
  const [source, what] =
    input.planId === null
      ? ['review report', `${input.findings} findings`]
      : ['plan', `${input.findings} atomics of ${input.planId}`];
  return `chore(orchestrator): Bootstrap tasks.md from ${source}

Parsed ${what} into ${input.tasks} tasks across ${input.phases} phases.
Estimated total: ${formatTokens(input.estimateTokens)} tokens.
`;
}

/** The commit that records where tasks stand; one commit may cover several. */
export function progressCommitMessage(
  changes: readonly { taskKey: string; status: TaskStatus }[],
): string {
  const [first, ...others] = changes;
  if (first === undefined) return 'chore(orchestrator): Update tasks.md\n';
  if (others.length === 0) {
    return `chore(orchestrator): ${first.taskKey} is ${first.status}\n`;
  }
  const list = changes.map(({ taskKey, status }) => `- ${taskKey}: ${status}`).join('\n');
  return `chore(orchestrator): Update ${changes.length} tasks\n\n${list}\n`;
}

/** The merge commit that brings a finished phase onto the mission branch. */
export function phaseCommitMessage(input: {
  phase: number;
  name: string;
  branch: string;
  done: number;
  deferred: number;
}): string {
  return `${oneLine(`chore(orchestrator): Complete phase ${input.phase}, ${input.name}`, subjectCharsMax)}

${input.done} tasks done, ${input.deferred} deferred. Merged from ${input.branch}.
`;
}

/** The commit that archives a finished mission. */
export function archiveCommitMessage(input: {
  milestone: string;
  completed: number;
  total: number;
  deferred: number;
}): string {
  return `chore(orchestrator): Archive ${oneLine(input.milestone, 120)} sprint artifacts

${input.completed}/${input.total} tasks completed, ${input.deferred} deferred.
Archived to docs/tasks/ for post-mortem reference.
`;
}
