import type { Command } from 'commander';
import type { CommandSite } from '../commands/action.ts';
import { addInstead } from './instead.ts';
import { addCreate, addNodeVerb } from './node-commands.ts';
import { addClean, addInit, addPhase, addReport } from './phase-commands.ts';
import { addVerb, onHub, onLocal } from './tony-command.ts';
import { agentOption, countOption, planOption } from './tony-options.ts';

/** Adds `tony tasks`: planning and its nodes by the words of the older task tool. */
export function addTasksCommands(program: Command, site: CommandSite): void {
  const tasks = program.command('tasks').description('Plan and look after tasks.');
  addPlanVerbs(tasks.command('plan').description('Planning, step by step.'), site);
  addTaskVerbs(tasks.command('task').description('The nodes of a plan.'), site);
  const backup = addVerb(tasks, 'backup', 'Write all rows of the hub to a folder.', [
    'tony tasks backup --to /backups/today',
  ]).requiredOption('--to <folder>', 'folder to be made');
  onLocal<{ to: string }>(site, backup, async (session, flags) =>
    (await import('../store/run-store-backup.ts')).runStoreBackup(session, flags),
  );
  const restore = addVerb(tasks, 'restore', 'Fill an empty store from a backup.', [
    'tony tasks restore --from /backups/today --home ./restored',
  ]).requiredOption('--from <folder>', 'folder of the backup');
  onLocal<{ from: string }>(site, restore, async (session, flags) =>
    (await import('../store/run-store-restore.ts')).runStoreRestore(session, flags),
  );
  addReport(tasks, site);
  addClean(tasks, 'cleanup', site);
  const sync = addVerb(tasks, 'sync', 'Write what the hub knows into the workspace anew.');
  onHub(site, sync, async (tony) => (await import('./plan/sync-workspace.ts')).syncWorkspace(tony));
}

function addPlanVerbs(plan: Command, site: CommandSite): void {
  addInit(plan, 'start', site);
  const next = addVerb(plan, 'continue', 'Do the next phase of the planning.');
  onHub(site, next, async (tony) => (await import('./plan/next-phase.ts')).runNextPhase(tony));
  addPhase(plan, 'abstract', 1, site);
  addPhase(plan, 'decompose', 2, site);
  const gaps = addVerb(plan, 'second-pass', 'Find what is missing and add it.').addOption(
    planOption(),
  );
  onHub<{ plan?: string }>(site, gaps, async (tony, { plan: named }) =>
    (await import('./plan/look-at-plan.ts')).findGaps(tony, { fill: true }, named),
  );
  const validate = addVerb(plan, 'validate', 'List what is wrong with the plan.').addOption(
    planOption(),
  );
  onHub<{ plan?: string }>(site, validate, async (tony, { plan: named }) =>
    (await import('./plan/look-at-plan.ts')).checkPlan(tony, named),
  );
  const metrics = addVerb(
    plan,
    'metrics',
    'Count nodes, work, findings and what is done.',
  ).addOption(planOption());
  onHub<{ plan?: string }>(site, metrics, async (tony, { plan: named }) =>
    (await import('./plan/plan-metrics.ts')).showMetrics(tony, named),
  );
}

function addTaskVerbs(task: Command, site: CommandSite): void {
  addCreate(task, site);
  addNodeVerb(task, site, 'status', 'Show a node, and where it stands.', 'showNode');
  const assign = addNodeVerb(
    task,
    site,
    'assign',
    'Say which kind of agent does it.',
    'assignNode',
  );
  assign.addOption(agentOption().makeOptionMandatory());
  addNodeVerb(task, site, 'update', 'Change what the plan says of a node.', 'updateNode');
  addNodeVerb(
    task,
    site,
    'validate',
    'Hold a node to the rules and to its evidence.',
    'validateNode',
  );
  const next = addVerb(task, 'next', 'Show what can be begun now, the most urgent first.')
    .addOption(planOption())
    .addOption(countOption('--limit <number>', 'how many', [1, 500], 5));
  onHub<{ plan?: string; limit: number }>(site, next, async (tony, flags) =>
    (await import('./nodes/list-nodes.ts')).listAtomics(tony, 'ready', flags),
  );
  addInstead(
    task,
    'claim',
    'Agents lease work, one at a time and with a fencing token. Use: mosaic task claim',
  );
  addInstead(
    task,
    'complete',
    'A node is done when its run has proved it: gates green, evidence kept. Use: mosaic mission start --plan E.001 --runtime claude',
  );
  const recover = addVerb(
    task,
    'recover',
    'Take up work of the plan that was stopped or gave up.',
  ).addOption(planOption());
  onHub<{ plan?: string }>(site, recover, async (tony, flags) =>
    (await import('./nodes/recover-work.ts')).recoverWork(tony, flags),
  );
}
