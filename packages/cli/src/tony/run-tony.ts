import type { Io } from '../io.ts';
import { runProgram } from '../run-cli.ts';
import { buildTonyProgram } from './tony-program.ts';

/** Runs one command line of `tony`; returns the exit code and never throws. */
export function runTony(argv: readonly string[], io: Io): Promise<number> {
  return runProgram(buildTonyProgram, argv, io);
}
