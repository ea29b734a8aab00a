import { visibleText } from '@mosaic/contract';
import type { RuntimeHost } from '@tony/core';
import { limits } from './limits.ts';
import { startCommand } from './run-command.ts';
import type { RunContext } from './run-context.ts';

/** Starts the programs of a runtime inside the sandbox and limits of the run. */
export function workerHost(
  context: RunContext,
  clone: { directory: string; tree: string },
  egress: { readonly socketPath: string } | null,
): RuntimeHost {
  const { timeoutMs } = context.assignment.brief;
  return {
    async spawn(argv, { env }) {
      const running = await startCommand(context, {
        argv,
        directory: clone.tree,
        readable: [handoffFolder(clone.directory)],
        timeoutMs,
        silenceMs: Math.min(limits.silenceMs, timeoutMs),
        egress,
        env,
        stdin: 'pipe',
        stdout: 'pipe',
        onOutput: (chunk, stream) => {
          if (stream === 'stderr') context.log.write(visibleText(chunk));
          if (context.log.isFull()) void running.stop();
        },
      });
      if (!running.stdin || !running.stdout)
        throw new Error('The worker was started without pipes');
      const { stdin, stdout, done } = running;
      const stop = () => running.stop();
      return { stdin, stdout, done, stop };
    },
  };
}

/** Beside the work tree: a worker can read what stands here, and change nothing of it. */
export function handoffFolder(cloneDirectory: string): string {
  return `${cloneDirectory}/handoff`;
}
