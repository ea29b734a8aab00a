/**
 * The `mosaic` process, or `tony` where it was called so: the only place that touches the process
 * itself.
 *
 * `mosaic --version` is answered before anything is loaded.
 */
import { homedir } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import { cliVersion } from './version.ts';

const [, program = '', ...argv] = process.argv;
const isTony = basename(program).startsWith('tony');

if (!isTony && argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${cliVersion()}\n`);
} else {
  // A reader that had enough, such as `head`, is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  const run = isTony
    ? (await import('./tony/run-tony.ts')).runTony
    : (await import('./run-cli.ts')).runCli;
  process.exitCode = await run(argv, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    userHome: process.env.HOME || homedir(),
    signals: process,
    now: Date.now,
    exitNow: (code) => process.exit(code),
  });
}
