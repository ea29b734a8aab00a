import { MosaicError } from '@mosaic/contract';
import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { exitCode } from '../exit-code.ts';
import { addSharedOptions } from '../session.ts';
import { addExamples, type CommandSite, withSession } from './action.ts';

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Adds `completion`, which prints a script made from the commands themselves. */
export function addCompletion(program: Command, site: CommandSite): void {
  const completion = addSharedOptions(
    program
      .command('completion')
      .description('Print a completion script for a shell.')
      .argument('<shell>', Object.keys(shells).join(', ')),
  );
  addExamples(completion, [
    `source <(${program.name()} completion bash)`,
    `source <(${program.name()} completion zsh)`,
    `${program.name()} completion fish | source`,
  ]);
  completion.action(async (shell: string) => {
    await withSession(site, completion, (session) => {
      if (!isShell(shell)) {
        const message = `There is no completion for ${shell}. There is for: ${Object.keys(shells).join(', ')}.`;
        throw new MosaicError('invalid_input', message);
      }
      const script = shells[shell](commandTree(program), program.name());
      if (session.isJson) session.printJson({ shell, script });
      else session.io.stdout.write(script);
      return exitCode.ok;
    })();
  });
}

function isShell(name: string): name is keyof typeof shells {
  return Object.hasOwn(shells, name);
}
