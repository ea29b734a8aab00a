export { exitCode, exitCodeMeanings } from './exit-code.ts';
export type { Io } from './io.ts';
export { runCli } from './run-cli.ts';
