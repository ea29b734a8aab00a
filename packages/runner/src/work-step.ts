import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, workerPrompt } from '@mosaic/contract';
import { createClone } from '@mosaic/git';
import { driveWorker, type Runtime, type WorkerOutcome } from '@tony/core/runtimes';
import { RunFailed } from './failure.ts';
import { createHandoffKeeper } from './handoff-keeper.ts';
import { hubHost, openEgress } from './open-egress.ts';
import type { RunContext } from './run-context.ts';
import { removeRunClone } from './sweep-leftovers.ts';
import { takeWork } from './take-work.ts';
import { usageReporter } from './usage-reporter.ts';
import { handoffFolder, workerHost } from './worker-host.ts';

/** Who commits in a clone unless the agent says otherwise. */
const workerAuthor = { name: 'MosAIc worker', email: 'worker@mosaic.localhost' };

/** Context use at which a fresh agent takes over, and at which a turn is cut off, in percent. */
const contextPercents = { threshold: 55, hard: 60 } as const;

/**
 * Has a worker do the task in a clone of its own, then takes its commit and looks at it.
 *
 * What the worker says is a claim: only a commit that is really there, changes something
 * and stays inside its scope comes back.
 */
export async function workStep(context: RunContext): Promise<RunResult> {
  const runtime = requireRuntime(context);
  const { brief } = context.assignment;
  const directory = join(context.options.directories.clones, context.runId);
  await mkdir(context.options.directories.clones, { recursive: true });
  const clone = await createClone(context.vault, {
    commit: brief.baseCommit,
    branch: brief.branch,
    directory,
    markerId: context.assignment.task.missionId,
    author: workerAuthor,
  });
  await mkdir(handoffFolder(directory));
  const egress = await openEgress(
    context,
    runtime.capabilities.mcp ? context.assignment.workerToken : null,
  );
  try {
    const outcome = await drive(context, runtime, clone, egress);
    const { usedTokens } = outcome;
    const notes = outcome.result?.notes ?? '';
    context.signal.throwIfAborted();
    if (outcome.failure) {
      throw new RunFailed(outcome.failure.code, outcome.failure.message, { usedTokens, notes });
    }
    const commit = await takeWork(context, { directory, claimed: outcome.result, usedTokens });
    const sandboxed = context.sandbox === 'bubblewrap';
    return { status: 'succeeded', commit, usedTokens, notes: notes.slice(0, 8_000), sandboxed };
  } finally {
    await egress?.stop();
    await removeRunClone(context.options, directory);
  }
}

async function drive(
  context: RunContext,
  runtime: Runtime,
  clone: { directory: string; tree: string },
  egress: { readonly socketPath: string } | null,
): Promise<WorkerOutcome> {
  const { task, brief } = context.assignment;
  const keeper = createHandoffKeeper(context, clone);
  return driveWorker({
    runtime,
    workdir: clone.tree,
    mcp: mcpEndpoint(context, runtime),
    env: {},
    assignment: { task: { key: task.key, title: task.title }, finding: task.finding },
    prompt: workerPrompt({ task, brief, gates: context.project.gates, takeover: null }),
    openHost: () => workerHost(context, clone, egress),
    thresholdPercent: contextPercents.threshold,
    hardPercent: contextPercents.hard,
    signal: context.signal,
    persist: keeper.persist,
    onHandoff: keeper.record,
    onAcknowledge: keeper.acknowledge,
    onLog: (text) => context.log.write(text),
    onUsage: usageReporter(context),
  });
}

/** Inside the sandbox the token is put in by the broker, so the agent never holds it. */
function mcpEndpoint(context: RunContext, runtime: Runtime) {
  if (!runtime.capabilities.mcp) return null;
  if (context.sandbox === 'bubblewrap')
    return { url: `http://${hubHost}/mcp`, token: 'set-by-broker' };
  return { url: `${context.options.hubUrl}/mcp`, token: context.assignment.workerToken };
}

function requireRuntime(context: RunContext): Runtime {
  const { runtime } = context.assignment.brief;
  const found = context.options.runtimes.get(runtime);
  if (found) return found;
  throw new RunFailed(
    'runtime_missing',
    `This runner has no runtime ${JSON.stringify(runtime)}. Configure it in runtimes.json of MOSAIC_HOME and restart the runner.`,
  );
}
