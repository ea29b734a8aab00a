import type { Command } from 'commander';
import type { CommandSite } from '../commands/action.ts';
import { addInstead } from './instead.ts';
import { addCreate, addNodeVerb } from './node-commands.ts';
import { addExport } from './plan-commands.ts';
import { addVerb, onHub } from './tony-command.ts';
import { agentOption, countOption, depthOption, planOption } from './tony-options.ts';

const noTmux =
  'Agents run in the sandbox of a runner, not in terminals. Use: mosaic run logs, or the dashboard';

/** Adds `tony athms`: the nodes of a plan by the words of the older hierarchical task tool. */
export function addAthmsCommands(program: Command, site: CommandSite): void {
  const athms = program.command('athms').description('The task hierarchy of a plan.');
  addCreate(athms, site);
  addNodeVerb(athms, site, 'assign', 'Say which kind of agent does it.', 'assignNode').addOption(
    agentOption().makeOptionMandatory(),
  );
  addNodeVerb(athms, site, 'update', 'Change what the plan says of a node.', 'updateNode');
  addNodeVerb(athms, site, 'show', 'Show a node, and where it stands.', 'showNode');
  addNodeVerb(
    athms,
    site,
    'spawn',
    'Put a node in line for an agent of its kind.',
    'spawnAgent',
  ).option('--no-tmux', 'always so: agents run in the sandbox of a runner');
  addWatching(athms, site);
  addLists(athms, site);
  const tree = addVerb(athms, 'tree', 'Show the hierarchy.')
    .addOption(planOption())
    .addOption(depthOption());
  onHub<{ plan?: string; depth?: number }>(site, tree, async (tony, flags) =>
    (await import('./plan/look-at-plan.ts')).showTree(tony, flags, flags.plan),
  );
  addExport(
    addVerb(athms, 'export', 'Write the plan as Markdown or JSON.').addOption(planOption()),
    site,
  );
  for (const verb of ['tmux-status', 'tmux-attach', 'tmux-cleanup'])
    addInstead(athms, verb, noTmux);
}

function addWatching(athms: Command, site: CommandSite): void {
  const monitor = addVerb(athms, 'monitor', 'Follow a plan until all of it is over.')
    .addOption(planOption())
    .addOption(countOption('--refresh <seconds>', 'how often to look', [1, 3_600], 5))
    .option('--once', 'look once');
  onHub<{ plan?: string; refresh: number; once?: boolean }>(site, monitor, async (tony, flags) =>
    (await import('./nodes/monitor-plan.ts')).monitorPlan(tony, flags),
  );
  const dashboard = addVerb(athms, 'dashboard', 'Print where the dashboard is.');
  onHub(site, dashboard, async (tony) =>
    (await import('./nodes/monitor-plan.ts')).showDashboard(tony),
  );
}

function addLists(athms: Command, site: CommandSite): void {
  for (const [name, summary] of [
    ['ready', 'List what can be begun now.'],
    ['active', 'List what is being worked on.'],
  ] as const) {
    const list = addVerb(athms, name, summary).addOption(planOption());
    onHub<{ plan?: string }>(site, list, async (tony, flags) =>
      (await import('./nodes/list-nodes.ts')).listAtomics(tony, name, flags),
    );
  }
  const dependencies = addVerb(athms, 'dependencies', 'List what has to wait for what.')
    .argument('[node]', 'only those of this node')
    .option('--task-id <node>', 'the same as a flag')
    .addOption(planOption());
  onHub<{ plan?: string; taskId?: string }>(site, dependencies, async (tony, flags, [node]) => {
    const { listDependencies } = await import('./nodes/list-nodes.ts');
    const taskId = flags.taskId ?? node;
    return await listDependencies(tony, { ...flags, ...(taskId === undefined ? {} : { taskId }) });
  });
}
