import type { Client } from '@mosaic/client';
import type { Command } from 'commander';
import { type Config, type ConfigFlags, loadConfig } from './config.ts';
import { connect } from './hub/connect.ts';
import type { Io } from './io.ts';
import { plainJson } from './output/plain-text.ts';
import { createTerminal, type Terminal } from './output/terminal.ts';

/** One call of the command line: where it runs, what was set, and how to answer. */
export interface Session {
  readonly io: Io;
  readonly config: Config;
  readonly terminal: Terminal;
  readonly isJson: boolean;
  /** The hub; throws `unauthenticated` when there is no token for it. */
  client(): Client;
  /** One JSON value on one line of standard output. */
  printJson(value: unknown): void;
}

/** Flags every command understands, before or after its words. */
export interface SharedFlags extends ConfigFlags {
  readonly json?: boolean | undefined;
  readonly color?: boolean | undefined;
}

const names = [
  'json',
  'color',
  'home',
  'url',
  'port',
  'host',
  'unsandboxed',
  'tier',
  'engine',
] as const;

export function openSession(io: Io, flags: SharedFlags): Session {
  const isJson = flags.json === true;
  const terminal = createTerminal(io, { isJson, isColorRefused: flags.color === false });
  const config = loadConfig({ env: io.env, cwd: io.cwd, userHome: io.userHome, flags });
  return {
    io,
    config,
    terminal,
    isJson,
    client: () => connect(config),
    printJson: (value) => terminal.print(plainJson(value)),
  };
}

/** The flags given to a command or to one above it; the innermost wins. */
export function sharedFlags(command: Command): SharedFlags {
  const flags: Record<string, unknown> = {};
  for (let level: Command | null = command; level !== null; level = level.parent) {
    for (const name of names) {
      if (!(name in flags) && level.getOptionValueSource(name) === 'cli') {
        flags[name] = level.getOptionValue(name);
      }
    }
  }
  return flags;
}

/** Adds the flags every command understands. */
export function addSharedOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON, one value a line')
    .option('--home <dir>', 'folder of the hub (MOSAIC_HOME)')
    .option('--url <url>', 'address of the hub (MOSAIC_URL)')
    .option('--no-color', 'print without colours');
}
