import { oneLine } from './plain-text.ts';

export interface OrchestratorHandoffInput {
  /** "the remediation of codebase-review", as in "Continue …". */
  mission: string;
  project: string;
  /** Null when the handoff has another reason than the context. */
  contextPercent: number | null;
  reason: string;
  done: number;
  total: number;
  phase: { number: number; name: string } | null;
  /** Null when nothing can start now. */
  nextTask: string | null;
  gates: readonly { name: string; command: string }[];
  /** Files that hold the whole state, committed. */
  stateFiles: readonly string[];
  /** Where the successor reads how to work. */
  protocol: string;
  stateHash: string;
}

/** "12/40 tasks (30 %)" */
function progressText(done: number, total: number): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${done}/${total} tasks (${percent}%)`;
}

/**
 * Ready-to-use text for the orchestrator that takes over.
 *
 * It contains no history on purpose: everything that counts is in the state files, and
 * the hash proves that the successor read the same ones.
 */
export function orchestratorKickstart(input: OrchestratorHandoffInput): string {
  const gates = input.gates.map(({ command }) => oneLine(command, 400)).join(' && ');
  return `## Continuation mission

Continue ${oneLine(input.mission, 300)} from the state that is already there.

## Setup

- Project: ${oneLine(input.project, 300)}
- State: ${input.stateFiles.join(', ')}
- State hash: ${input.stateHash}
- Protocol: ${input.protocol}
- Quality gates: ${gates === '' ? 'none' : gates}

## Resume point

- Next task: ${input.nextTask ?? 'none is ready'}
- Phase: ${phaseText(input.phase)}
- Progress: ${progressText(input.done, input.total)}

## Instructions

1. Echo the state hash. If it differs from what you read, stop and say so.
2. Read ${input.protocol}, then ${input.stateFiles[0] ?? 'the state files'}.
3. ${input.nextTask === null ? 'Find out what blocks the remaining tasks.' : `Go on with ${input.nextTask}.`}
4. Finish bulk and polish of a phase before the next one begins.
5. Only you write ${input.stateFiles.join(' and ')}; workers never do.
`;
}

/** What the orchestrator prints when it stops for its successor. */
export function orchestratorHandoffMessage(input: OrchestratorHandoffInput): string {
  const context =
    input.contextPercent === null
      ? `Reason: ${oneLine(input.reason, 300)}`
      : `Context: ${Math.round(input.contextPercent)}%. A fresh orchestrator takes over so that no rule is forgotten.`;
  return `---

⚠️ ORCHESTRATOR HANDOFF REQUIRED

${context}
Progress: ${progressText(input.done, input.total)}
Current phase: ${phaseText(input.phase)}

State persisted:
${input.stateFiles.map((file) => `- ${file} ✓`).join('\n')}

## Takeover kickstart

${orchestratorKickstart(input)}
---
`;
}

function phaseText(phase: { number: number; name: string } | null): string {
  return phase === null ? 'none' : `Phase ${phase.number} (${phase.name})`;
}
