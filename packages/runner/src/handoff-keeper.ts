import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMosaicError, operations, workerHandoffText } from '@mosaic/contract';
import { fetchFromClone } from '@mosaic/git';
import {
  type HandoffReason,
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
