import { MosaicError } from '@mosaic/contract';
import type { Command } from 'commander';
import { addSharedOptions } from '../session.ts';

/** Verbs of older tools that this one does differently: they are known, and say what to use. */
export function addInstead(parent: Command, verb: string, instead: string): void {
  const command = parent.command(verb).description(`Not here: ${instead}`);
  addSharedOptions(command).allowUnknownOption().allowExcessArguments();
  command.action(() => {
    throw new MosaicError('invalid_input', `${nameOf(command)} is not here. ${instead}`);
  });
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
