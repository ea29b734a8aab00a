/**
 * The `mosaic` process: the only place that touches the process itself.
 *
 * `--version` is answered before anything is loaded.
 */
import { homedir } from 'node:os';
import process from 'node:process';
import { cliVersion } from './version.ts';

const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${cliVersion()}\n`);
} else {
  // A reader that had enough, such as `head`, is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  const { runCli } = await import('./run-cli.ts');
  process.exitCode = await runCli(argv, {
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
