import { visibleText } from '@mosaic/contract';
import type { HostExit, RuntimeHost } from '@tony/core/runtimes';
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
      let isFlooding = false;
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
          if (!context.log.isFull()) return;
          isFlooding = true;
          void running.stop();
        },
      });
      if (!running.stdin || !running.stdout)
        throw new Error('The worker was started without pipes');
      const { stdin, stdout } = running;
      const told = (exit: HostExit): HostExit =>
        isFlooding && exit.endedBy === 'stopped' ? { ...exit, endedBy: 'flood' } : exit;
      const done = running.done.then(told);
      const stop = () => running.stop().then(told);
      return { stdin, stdout, done, stop };
    },
  };
}

/** Beside the work tree: a worker can read what stands here, and change nothing of it. */
export function handoffFolder(cloneDirectory: string): string {
  return `${cloneDirectory}/handoff`;
}
