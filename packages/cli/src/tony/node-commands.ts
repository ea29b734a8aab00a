import { MosaicError } from '@mosaic/contract';
import type { Command } from 'commander';
import type { CommandSite } from '../commands/action.ts';
import type { AssignFlags, CreateFlags, NodeFlags, UpdateFlags } from './nodes/edit-node.ts';
import type { Tony } from './tony-command.ts';
import { addVerb, onHub } from './tony-command.ts';
import {
  agentOption,
  durationOption,
  levelOption,
  listOption,
  planOption,
  priorityOption,
} from './tony-options.ts';

const dryRun = ['--dry-run', 'show what would be asked of the hub, and do nothing'] as const;

/** Adds `create`: a node below another one. */
export function addCreate(parent: Command, site: CommandSite): void {
  const create = addVerb(parent, 'create', 'Add a node to the plan.', [
    `${wordsOf(parent)} create --parent F.001.01 --title "Sign in"`,
  ])
    .requiredOption('--title <text>', 'one line')
    .addOption(levelOption())
    .option('--description <text>', 'everything worth knowing')
    .option('--parent <node>', 'node it is part of; without one it is an epic')
    .addOption(priorityOption())
    .addOption(durationOption())
    .addOption(listOption('--tags <tags>', 'tags, separated by commas'))
    .option('--criteria <text...>', 'how one can tell that it is done')
    .addOption(agentOption())
    .addOption(planOption())
    .option(...dryRun);
  onHub<CreateFlags>(site, create, async (tony, flags) =>
    (await import('./nodes/edit-node.ts')).createNode(tony, flags),
  );
}

/** What can be done about one node. */
const about = {
  showNode: async (tony: Tony, flags: Flags) =>
    (await import('./nodes/list-nodes.ts')).showNode(tony, flags),
  assignNode: async (tony: Tony, flags: Flags) =>
    (await import('./nodes/edit-node.ts')).assignNode(tony, flags as AssignFlags),
  updateNode: async (tony: Tony, flags: Flags) =>
    (await import('./nodes/edit-node.ts')).updateNode(tony, flags as UpdateFlags),
  validateNode: async (tony: Tony, flags: Flags) =>
    (await import('./nodes/validate-node.ts')).validateNode(tony, flags),
  spawnAgent: async (tony: Tony, flags: Flags) =>
    (await import('./nodes/spawn-agent.ts')).spawnAgent(tony, flags),
} as const;

type Flags = NodeFlags & { readonly taskId: string };

/** Adds a verb about one node, which `--task-id` or the first word names. */
export function addNodeVerb(
  parent: Command,
  site: CommandSite,
  name: string,
  summary: string,
  what: keyof typeof about,
): Command {
  const verb = addVerb(parent, name, summary, [`${wordsOf(parent)} ${name} A.001.01.01.01.01.01`])
    .argument('[node]', 'node of the plan')
    .option('--task-id <node>', 'the same as a flag')
    .addOption(planOption());
  if (what !== 'showNode' && what !== 'validateNode') verb.option(...dryRun);
  if (what === 'updateNode') addUpdateOptions(verb);
  onHub<Partial<Flags>>(site, verb, async (tony, flags, [word]) => {
    const taskId = flags.taskId ?? word;
    if (taskId === undefined) {
      const message = `Say which node: ${wordsOf(verb)} A.001.01.01.01.01.01. See: tony plan tree`;
      throw new MosaicError('invalid_input', message);
    }
    return await about[what](tony, { ...flags, taskId });
  });
  return verb;
}

function addUpdateOptions(verb: Command): void {
  verb
    .option('--title <text>', 'one line')
    .addOption(priorityOption())
    .addOption(durationOption())
    .option('--notes <text>', 'added to its description')
    .option('--status <status>', 'follows from its runs; cannot be set')
    .option('--progress <percent>', 'follows from its runs; cannot be set');
}

function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}
