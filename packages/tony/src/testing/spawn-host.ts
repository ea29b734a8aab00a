import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { HostExit, HostProcess, RuntimeHost } from '../runtime.ts';

export interface SpawnedHost extends RuntimeHost {
  /** Processes started and not yet gone. */
  readonly running: ReadonlySet<HostProcess>;
  /** Everything written to standard error. */
  errors(): string;
}

/** A host without a sandbox: plain processes in their own group. For tests only. */
export function spawnHost(options: {
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
}): SpawnedHost {
  const running = new Set<HostProcess>();
  let errors = '';
  return {
    running,
    errors: () => errors,
    async spawn(argv, { env }) {
      const [program = '', ...args] = argv;
      const child = spawn(program, args, {
        cwd: options.workdir,
        env: { ...options.env, ...env },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.stderr.on('data', (chunk: Buffer) => {
        errors = (errors + chunk.toString('utf8')).slice(-100_000);
      });
      await once(child, 'spawn');
      let isStopped = false;
      const done = once(child, 'close').then(([code, signal]): HostExit => {
        running.delete(host);
        const endedBy = isStopped ? 'stopped' : signal === null ? 'exit' : 'signal';
        return { exitCode: code, signal, endedBy };
      });
      const host: HostProcess = {
        stdin: child.stdin,
        stdout: child.stdout,
        done,
        stop() {
          isStopped = isStopped || running.has(host);
          endGroup(child.pid);
          return done;
        },
      };
      running.add(host);
      return host;
    },
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}
