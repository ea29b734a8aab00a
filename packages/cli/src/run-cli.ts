import { MosaicError } from '@mosaic/contract';
import { type Command, CommanderError } from 'commander';
import type { CommandSite } from './commands/action.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { reportError } from './output/report-error.ts';
import { createTerminal } from './output/terminal.ts';
import { buildProgram } from './program.ts';

/** Runs one command line of `mosaic`; returns the exit code and never throws. */
export function runCli(argv: readonly string[], io: Io): Promise<number> {
  return runProgram(buildProgram, argv, io);
}

/** Runs one command line of a program; returns the exit code and never throws. */
export async function runProgram(
  build: (site: CommandSite) => Command,
  argv: readonly string[],
  io: Io,
): Promise<number> {
  const result: { code: number } = { code: exitCode.ok };
  const program = build({
    io,
    setExitCode: (code) => {
      result.code = code;
    },
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return result.code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok;
    const { isJson, isColorRefused } = wishes(argv);
    const terminal = createTerminal(io, { isJson, isColorRefused });
    return reportError(terminal, inOurWords(error, program, argv), isJson);
  }
}

/** How to answer when the command line itself could not be read. */
function wishes(argv: readonly string[]) {
  const flags = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  return { isJson: flags.includes('--json'), isColorRefused: flags.includes('--no-color') };
}

/** A usage error as one of ours, with the help that belongs to it. */
function inOurWords(error: unknown, program: Command, argv: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error;
  const words = commandWordsOf(program, argv);
  const said = error.message
    .replace(/^error: /, '')
    .replace(/^\(outputHelp\)$/, 'This command needs one more word.')
    .replaceAll('\n', ' ');
  return new MosaicError(
    'invalid_input',
    `${said} See: ${[program.name(), ...words].join(' ')} --help`,
  );
}

/** The words of `argv` that name a command, as far as they do. */
function commandWordsOf(program: Command, argv: readonly string[]): string[] {
  const words: string[] = [];
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) continue;
    words.push(word);
    command = next;
  }
  return words;
}
