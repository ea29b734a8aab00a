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
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
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
