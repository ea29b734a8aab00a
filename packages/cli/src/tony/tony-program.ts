import { tonyVersion } from '@tony/core';
import { Command } from 'commander';
import type { CommandSite } from '../commands/action.ts';
import { addCompletion } from '../commands/completion.ts';
import { exitCodeLines } from '../exit-code.ts';
import { limits } from '../limits.ts';
import { addSharedOptions } from '../session.ts';
import { addAthmsCommands } from './athms-commands.ts';
import { addPlanCommands } from './plan-commands.ts';
import { addTasksCommands } from './tasks-commands.ts';

/** The command line of `tony`: planning by its own words, over the operations of the hub. */
export function buildTonyProgram(site: CommandSite): Command {
  const program = new Command('tony')
    .description('Turns a sentence, a document or a repository into a plan that can be run.')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void site.io.stdout.write(text),
      writeErr: (text) => void site.io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => site.io.stdout.columns || limits.columnsDefault,
    })
    .version(tonyVersion, '-V, --version', 'print the version');
  addSharedOptions(program);
  addPlanCommands(program, site);
  addTasksCommands(program, site);
  addAthmsCommands(program, site);
  addCompletion(program, site);
  return program.addHelpText('after', `\n${footer()}`);
}

function footer(): string {
  return [
    'Examples:',
    '  tony plan "Build a REST API"',
    '  tony plan --file docs/PRD.md --workers 4',
    '  tony plan init --project shop && tony plan phase1',
    '  mosaic mission start --plan E.001 --runtime claude',
    '',
    'Exit codes:',
    ...exitCodeLines(),
    '',
    'The hub that serves is used; without one, one is opened for the time of the command.',
    'Settings: mosaic config explain; TONY_PLANNING_WORKSPACE names the folder of the phases.',
  ].join('\n');
}
