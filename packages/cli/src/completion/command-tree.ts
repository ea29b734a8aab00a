import type { Command } from 'commander';

/** What can follow a command: the words below it, and its flags. */
export interface CommandNode {
  /** Words from the program on, without its name: `task show`. */
  readonly path: string;
  readonly words: readonly { readonly name: string; readonly summary: string }[];
  readonly flags: readonly string[];
}

/** All commands with what may follow them, the program itself first. */
export function commandTree(command: Command, path = ''): CommandNode[] {
  const visible = command.createHelp();
  const below = visible.visibleCommands(command).filter((child) => child.name() !== 'help');
  const node: CommandNode = {
    path,
    words: below.map((child) => ({ name: child.name(), summary: child.description() })),
    flags: visible.visibleOptions(command).flatMap((option) => option.long ?? []),
  };
  return [node, ...below.flatMap((child) => commandTree(child, `${path} ${child.name()}`.trim()))];
}
