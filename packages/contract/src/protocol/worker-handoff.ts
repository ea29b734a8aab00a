import { fencedData } from './fenced-data.ts';
import { visibleText } from './visible-text.ts';

export interface WorkerHandoffInput {
  taskKey: string;
  title: string;
  branch: string;
  /** Share of the context in use; null when the handoff has another reason. */
  contextPercent: number | null;
  reason: string;
  /** Commit that holds everything done so far; null when nothing was committed. */
  commit: string | null;
  /** Last words of the agent that hands over, as data. */
  progress: string;
  gates: readonly string[];
}

/**
 * What a fresh agent needs to continue a task: where the work is, what was done, what is
 * left. The state hash is made over this text by the caller and given beside it.
 */
export function workerHandoffText(input: WorkerHandoffInput): string {
  const context =
    input.contextPercent === null ? 'not measured' : `${Math.round(input.contextPercent)} %`;
  const saved =
    input.commit === null
      ? 'nothing was committed; start from the head of the branch'
      : `commit ${input.commit} is checked out`;
  return `## Continue task ${input.taskKey}

- Task: ${visibleText(input.title).replaceAll(/\s+/g, ' ')}
- Branch: ${input.branch}
- Saved: ${saved}
- Context of the agent before: ${context}
- Reason: ${visibleText(input.reason).replaceAll(/\s+/g, ' ')}
- Gates: ${input.gates.length === 0 ? 'none' : input.gates.join(', ')}

### Progress so far

${fencedData(input.progress === '' ? '(nothing was said)' : input.progress, 8_000)}

### Next

1. Look at what the saved commit changed before you write anything.
2. Do what is missing, then run the gates.
3. End with the result object of the assignment.
`;
}
