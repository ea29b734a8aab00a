import { type Operation, operations, splitName } from '@mosaic/contract';
import { Command } from 'commander';
import { type CommandSite, withSession } from './commands/action.ts';
import { addCompletion } from './commands/completion.ts';
import { addLocalCommands, addLocalVerbs } from './commands/local-commands.ts';
import { exitCodeLines } from './exit-code.ts';
import { limits } from './limits.ts';
import { addOperationCommand, type OnCall } from './operations/add-operation-command.ts';
import { addSharedOptions } from './session.ts';
import { cliVersion } from './version.ts';

const nounSummaries: Readonly<Record<string, string>> = {
  agent: 'Who takes work.',
  audit: 'Who did what.',
  config: 'Settings.',
  context: 'What one agent leaves for the next.',
  event: 'What happened.',
  evidence: 'What gates printed and how they ended.',
  handoff: 'Work passed on to fresh agents.',
  mcp: 'The Model Context Protocol.',
  mission: 'Plans being executed.',
  node: 'Processes that serve the installation.',
  persona: 'Who an agent is while it works.',
  plan: 'What is to be built, down to half an hour of work.',
  project: 'Repositories to work on.',
  quota: 'Limits of what may be used.',
  repository: 'What a repository is made of.',
  run: 'Attempts at tasks.',
  runner: 'Separate runner processes.',
  store: 'The database: copy, back up, restore.',
  system: 'The hub.',
  task: 'The steps of a mission.',
  template: 'Plans to begin with.',
};

/** The operations that doors offer, by their name in the registry. */
export function publicOperations(): readonly (readonly [key: string, operation: Operation])[] {
  return Object.entries<Operation>(operations).filter(([, operation]) => !operation.internal);
}

/** The whole command line: one command for each operation, and the local ones. */
export function buildProgram(site: CommandSite): Command {
  const program = new Command('mosaic')
    .description('Works on your git repositories: reviews, fixes, proves, and keeps the evidence.')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void site.io.stdout.write(text),
      writeErr: (text) => void site.io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => site.io.stdout.columns || limits.columnsDefault,
    })
    .version(cliVersion(), '-V, --version', 'print the version');
  addSharedOptions(program);
  addLocalCommands(program, site);
  const nouns = new Map<string, Command>();
  const noun = (name: string): Command => {
    const known = nouns.get(name);
    if (known !== undefined) return known;
    const created = program.command(name).description(nounSummaries[name] ?? '');
    nouns.set(name, created);
    return created;
  };
  const onCall: OnCall = async (command, call) => {
    const { runOperation } = await import('./operations/run-operation.ts');
    await withSession(site, command, (session) => runOperation(session, call))();
  };
  for (const [key, operation] of publicOperations()) {
    addOperationCommand(noun(splitName(operation.name).noun), key, operation, onCall);
  }
  addLocalVerbs(noun, site);
  addCompletion(program, site);
  return program.addHelpText('after', `\n${footer()}`);
}

function footer(): string {
  return [
    'Examples:',
    '  npm start                      # see it work on a sample repository',
    '  mosaic project add .',
    '  mosaic mission start --report codebase-review',
    '  mosaic plan list               # tony plan "…" makes one',
    '  mosaic mission watch',
    '  mosaic task list --status deferred --json',
    '',
    'Exit codes:',
    ...exitCodeLines(),
    '',
    'Settings come from flags and the environment: mosaic config explain',
  ].join('\n');
}
