import { MosaicError, type PlanGapArea } from '@mosaic/contract';
import { type Command, Option } from 'commander';
import { addExamples, type CommandSite } from '../commands/action.ts';
import { exitCode } from '../exit-code.ts';
import { reportError } from '../output/report-error.ts';
import { addSharedOptions, openSession, sharedFlags } from '../session.ts';
import { closestWord } from './closest-word.ts';
import { addPhaseCommands } from './phase-commands.ts';
import type { MakeFlags } from './plan/make-plan.ts';
import { addVerb, onHub, runOnHub } from './tony-command.ts';
import { areaOption, countOption, depthOption, workersOption } from './tony-options.ts';

/** Adds `tony plan`: a goal in plain words, or one of its verbs. */
export function addPlanCommands(program: Command, site: CommandSite): void {
  const plan = addSharedOptions(
    program
      .command('plan')
      .description('Make a plan from a goal or a document, or work on one.')
      .argument('[goal...]', 'what is to be built, in plain words'),
  );
  plan
    .option(
      '--file <document>',
      'plan from a PRD, outline, tasks.md, report or JSON; - reads input',
    )
    .option('--template <name>', 'use this template; see: mosaic template list')
    .addOption(
      new Option('--model <when>', 'whether the configured model is asked').choices([
        'auto',
        'always',
        'never',
      ]),
    )
    .addOption(workersOption())
    .addOption(depthOption())
    .option('--md', 'print the plan as Markdown')
    .option('--apply', 'do all four phases and write their files into the repository')
    .option('--start', 'start a mission that runs the plan')
    .option('--runtime <name>', 'coding agent that does the work of the mission');
  addExamples(plan, [
    'tony plan "Build a REST API"',
    'tony plan --file docs/PRD.md --workers 4',
    'tony plan "Add single sign-on" --json',
    'tony plan "Add single sign-on" --apply',
  ]);
  onNaturalEntry(plan, site);
  addPhaseCommands(plan, site);
  addLooks(plan, site);
}

function onNaturalEntry(plan: Command, site: CommandSite): void {
  plan.action(async () => {
    const problem = problemOf(plan);
    if (problem === null) {
      await runOnHub<MakeFlags>(site, plan, async (tony, flags, words) =>
        (await import('./plan/make-plan.ts')).makePlan(tony, flags, words.join(' ')),
      );
      return;
    }
    const { terminal, isJson } = openSession(site.io, sharedFlags(plan));
    reportError(terminal, problem, isJson);
    site.setExitCode(exitCode.failed);
  });
}

/** What speaks against taking the words for a goal. */
function problemOf(plan: Command): MosaicError | null {
  const { args } = plan;
  const { file, start, runtime } = plan.opts<MakeFlags>();
  const verbs = plan.commands.map((command) => command.name());
  if (runtime !== undefined && start !== true) {
    return usage('--runtime says who does the work of a mission. Add --start, or leave it out.');
  }
  if (file !== undefined && args.length === 0) return null;
  if (file !== undefined) {
    return usage('Give a goal or --file, not both: the document says what is to be built.');
  }
  if (args.length === 0) {
    return usage(
      `Say what is to be built: tony plan "Build a REST API". Verbs: ${verbs.join(', ')}.`,
    );
  }
  const [word = ''] = args;
  if (args.length > 1 || /\s/.test(word)) return null;
  const near = closestWord(word, verbs);
  const meant = near === null ? '' : ` Did you mean: tony plan ${near}?`;
  return usage(
    `There is no verb ${word}.${meant} A goal has more than one word. Verbs: ${verbs.join(', ')}. See: tony plan --help`,
  );
}

function usage(message: string): MosaicError {
  return new MosaicError('invalid_input', message);
}

/** Verbs that look at a plan and change nothing but what `--fill` says. */
function addLooks(plan: Command, site: CommandSite): void {
  const about = (name: string, summary: string, examples: readonly string[] = []) =>
    addVerb(plan, name, summary, examples).argument('[plan]', 'plan id or epic such as E.001');

  const tree = about('tree', 'Show all nodes, and where they stand.').addOption(depthOption());
  onHub<{ depth?: number }>(site, tree, async (tony, flags, [named]) =>
    (await import('./plan/look-at-plan.ts')).showTree(tony, flags, named),
  );
  const check = about('check', 'List what is wrong with a plan.');
  check.addHelpText('after', '\nExit codes: 0 the plan can be run, 1 it cannot');
  onHub(site, check, async (tony, _flags, [named]) =>
    (await import('./plan/look-at-plan.ts')).checkPlan(tony, named),
  );
  const schedule = about('schedule', 'Show critical path, slack and when what is done.', [
    'tony plan schedule --workers 4',
  ]).addOption(workersOption());
  onHub<{ workers: number }>(site, schedule, async (tony, { workers }, [named]) =>
    (await import('./plan/look-at-plan.ts')).schedulePlan(tony, workers, named),
  );
  const forecast = about('forecast', 'Forecast duration, tokens and cost with their spread.')
    .addOption(workersOption())
    .addOption(countOption('--samples <number>', 'samples to draw', [100, 20_000], 2_000))
    .addOption(countOption('--seed <number>', 'seed of the samples', [0, 2 ** 31], 1));
  onHub<{ workers: number; samples: number; seed: number }>(
    site,
    forecast,
    async (tony, flags, [named]) =>
      (await import('./plan/look-at-plan.ts')).forecastPlan(tony, flags, named),
  );
  const gaps = about('gaps', 'List what a plan lacks, in five areas.', ['tony plan gaps --fill'])
    .addOption(areaOption())
    .option('--fill', 'add what is missing');
  onHub<{ fill?: boolean; area?: readonly PlanGapArea[] }>(
    site,
    gaps,
    async (tony, flags, [named]) =>
      (await import('./plan/look-at-plan.ts')).findGaps(tony, flags, named),
  );
  addExport(
    about('export', 'Write a plan as Markdown or JSON.', ['tony plan export > plan.md']),
    site,
  );
}

/** The options and the action of an `export`. */
export function addExport(command: Command, site: CommandSite): void {
  command
    .addOption(
      new Option('--format <format>', 'markdown, or json with --json').choices([
        'markdown',
        'json',
      ]),
    )
    .option('--output <file>', 'file to be made');
  type Flags = { format?: 'markdown' | 'json'; output?: string; plan?: string };
  onHub<Flags>(site, command, async (tony, flags, [named]) =>
    (await import('./plan/look-at-plan.ts')).exportPlan(tony, flags, named ?? flags.plan),
  );
}
