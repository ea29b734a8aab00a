/** A runner in a process of its own. Usage: `node runner-process.ts OPTIONS`, options as JSON. */
import { startRunnerProcess } from '@mosaic/stack';
import type { RunnerProcessOptions } from './installation.ts';

const options: RunnerProcessOptions = JSON.parse(process.argv[2] ?? '{}');
const runner = await startRunnerProcess({
  ...options,
  version: '0.0.0-test',
  logLevel: 'warn',
  sandbox: 'auto',
});
process.once('SIGTERM', () => void runner.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
