// `npm start`: brings the clone to where it can run, then becomes `mosaic start`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

const args = process.argv.slice(2);

try {
  const { node, env } = bootstrap(process.env);
  const child = spawn(node, [join(root, 'packages/cli/src/main.ts'), 'start', ...args], {
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  endWithNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

/**
 * npm runs this through a shell, and a signal to npm ends the shell without reaching
 * us: then the parent is another one, and the hub would go on serving unnoticed.
 *
 * @param {() => void} end
 */
function endWithNpm(end) {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 250);
  timer.unref();
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  if (args.includes('--json')) {
    const error = { code: 'precondition_failed', message };
    const outcome = { status: 'failed', missionId: null, tasks: {}, evidence: 0, url: null, error };
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
  process.exitCode = 1;
}
