import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentContext, isMosaicError, operations, workerHandoffText } from '@mosaic/contract';
import { type ChangedFile, changedFiles, fetchFromClone } from '@mosaic/git';
import {
  type HandoffReason,
  handoffContext,
  handoffPack,
  type SavedState,
  type WorkerHandoff,
} from '@tony/core/runtimes';
import { runRef } from './keep-run-commit.ts';
import { limits } from './limits.ts';
import type { RunContext } from './run-context.ts';
import { handoffFolder } from './worker-host.ts';

/** Keeps the handoffs of one run: saves the state, records them, and hears the echo. */
export interface HandoffKeeper {
  persist: (reason: HandoffReason) => Promise<SavedState>;
  record: (handoff: WorkerHandoff) => Promise<void>;
  acknowledge: (stateHash: string) => Promise<void>;
}

export function createHandoffKeeper(
  context: RunContext,
  clone: { directory: string; tree: string },
): HandoffKeeper {
  const { client } = context.options;
  const { runId, fencingToken } = context;
  const recorded = new Map<string, string>();
  /** What is recorded with a handoff besides its text, by its state hash. */
  const contexts = new Map<string, AgentContext | null>();
  return {
    async persist(reason) {
      const commit = await savedCommit(context, clone.directory);
      const { task, brief } = context.assignment;
      const kickstart = workerHandoffText({
        taskKey: task.key,
        title: task.title,
        branch: brief.branch,
        contextPercent: reason.contextPercent,
        reason: reason.reason,
        commit,
        progress: reason.progress,
        gates: context.project.gates.map(({ command }) => command),
      });
      const stateHash = createHash('sha256')
        .update(JSON.stringify([runId, task.key, brief.attempt, commit, kickstart]))
        .digest('hex');
      contexts.set(stateHash, await contextOf(context, reason, commit));
      const folder = handoffFolder(clone.directory);
      const packPath = join(folder, `${recorded.size + 1}.json`);
      await writeFile(packPath, handoffPack(stateHash, kickstart));
      return { stateHash, packPath, kickstart };
    },
    async record({ contextPercent, reason, stateHash, kickstart }) {
      const handoff = await client.call(operations.addHandoff, {
        runId,
        fencingToken,
        contextPercent,
        reason,
        stateHash,
        kickstart,
        context: contexts.get(stateHash) ?? null,
      });
      recorded.set(stateHash, handoff.id);
      context.log.line(`handoff ${handoff.id}: ${reason}`);
    },
    async acknowledge(stateHash) {
      const handoffId = recorded.get(stateHash);
      if (handoffId === undefined) throw new Error('A handoff was echoed that was not recorded');
      await client.call(operations.acknowledgeHandoff, { handoffId, stateHash });
      context.log.line(`handoff ${handoffId}: the successor echoed the state`);
    },
  };
}

async function contextOf(
  { assignment, project, runId, vault }: RunContext,
  { reason, progress }: HandoffReason,
  commit: string | null,
): Promise<AgentContext | null> {
  const { task, brief } = assignment;
  const changed = commit === null ? [] : await changedFiles(vault, brief.baseCommit, commit);
  return handoffContext({
    sessionId: randomUUID(),
    at: new Date().toISOString(),
    createdBy: runId,
    taskId: task.key,
    title: task.title,
    priority: task.severity ?? 'medium',
    phase: task.phase,
    branch: brief.branch,
    commit,
    modifiedFiles: changed.map((file) => ({ path: file.path, status: statusOf(file) })),
    model: brief.runtime,
    reason,
    progress,
    gates: project.gates.map(({ command }) => command),
    stateFiles: [],
    next: {
      agentType: 'implementation-agent',
      point:
        commit === null
          ? 'Nothing was committed: begin with the task as it stands.'
          : 'Look at what the saved commit changed, then do what is missing.',
    },
    timeoutMinutes: Math.round(brief.timeoutMs / 60_000),
  });
}

function statusOf({ status }: ChangedFile): 'created' | 'modified' | 'deleted' {
  if (status === 'added') return 'created';
  return status === 'deleted' ? 'deleted' : 'modified';
}

/** What the agent committed so far, brought to safety; null when it committed nothing. */
async function savedCommit(context: RunContext, clone: string): Promise<string | null> {
  try {
    const commit = await fetchFromClone(context.vault, {
      clone,
      into: runRef(context.runId),
      maxBytes: limits.fetchBytesMax,
    });
    return commit === context.assignment.brief.baseCommit ? null : commit;
  } catch (error) {
    if (isMosaicError(error)) return null;
    throw error;
  }
}
