import type { Command } from 'commander';
import { buildProgram } from '../../packages/cli/src/program.ts';
import { captureIo } from '../support/capture-io.ts';

/** The whole command line, as it is; nothing is run. */
export function commandProgram(): Command {
  const { io } = captureIo();
  return buildProgram({ io, setExitCode: () => undefined });
}
