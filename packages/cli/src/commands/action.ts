import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { openSession, type Session, sharedFlags } from '../session.ts';

/** What the commands of one program share: its surroundings, and where the exit code goes. */
export interface CommandSite {
  readonly io: Io;
  setExitCode(code: number): void;
}

/** Runs `work` with a session and keeps the exit code it answers with. */
export function withSession(
  site: CommandSite,
  command: Command,
  work: (session: Session) => Promise<number> | number,
): () => Promise<void> {
  return async () => {
    site.setExitCode(await work(openSession(site.io, sharedFlags(command))));
  };
}

/** A block below the help of a command. */
export function addExamples(command: Command, lines: readonly string[]): Command {
  const text = lines.map((line) => `  ${line}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${text}`);
}
