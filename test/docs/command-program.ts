import type { Command } from 'commander';
import { buildProgram } from '../../packages/cli/src/program.ts';
import { buildTonyProgram } from '../../packages/cli/src/tony/tony-program.ts';
import { captureIo } from '../support/capture-io.ts';

/** The whole command line, as it is; nothing is run. */
export function commandProgram(): Command {
  const { io } = captureIo();
  return buildProgram({ io, setExitCode: () => undefined });
}

/** The same of `tony`. */
export function tonyProgram(): Command {
  const { io } = captureIo();
  return buildTonyProgram({ io, setExitCode: () => undefined });
}
