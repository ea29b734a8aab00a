import { type Command, Option } from 'commander';
import type { CommandSite } from '../commands/action.ts';
import type { InitFlags } from './plan/init-plan.ts';
import { type PhaseRequest, phaseOptions } from './plan/phase-options.ts';
import { addVerb, onHub, onLocal } from './tony-command.ts';
import { countOption, workersOption } from './tony-options.ts';
import { methodologies } from './workspace/methodologies.ts';

const summaries = {
  1: 'Phase 1, abstraction: domain, epics, risks, resources, compliance.',
  2: 'Phase 2, decomposition: down to atomics, with their dependencies and what was missing.',
  3: 'Phase 3, optimisation: critical path, levelling, bottlenecks.',
  4: 'Phase 4, certification: hold the plan to all rules and certify it.',
} as const;

/** Adds the verbs of the four planning phases. */
export function addPhaseCommands(plan: Command, site: CommandSite): void {
  addInit(plan, 'init', site);
  for (const phase of [1, 2, 3, 4] as const) addPhase(plan, `phase${phase}`, phase, site);
  const status = addVerb(plan, 'status', 'Show how far the planning of this workspace is.');
  onHub(site, status, async (tony) => (await import('./plan/show-planning.ts')).showPlanning(tony));
  addReport(plan, site);
  addClean(plan, 'clean', site);
}

/** Begins a planning; `tony tasks plan start` is another name of it. */
export function addInit(parent: Command, name: string, site: CommandSite): void {
  const init = addVerb(parent, name, 'Begin a planning in four phases.', [
    'tony plan init --project shop --goal "Sell things on the web"',
    'tony plan init --file docs/PRD.md --methodology agile',
  ])
    .option('--project <name>', 'name of the project; that of the repository when not given')
    .addOption(
      new Option('--methodology <name>', 'how planning goes about it')
        .choices([...methodologies])
        .default('iterative'),
    )
    .addOption(countOption('--phases <number>', 'how many of the four phases', [1, 4], 4))
    .option('--goal <text>', 'what is to be built; what the README says when not given')
    .option('--file <document>', 'plan from a document instead; - reads input');
  onHub<InitFlags>(site, init, async (tony, flags) =>
    (await import('./plan/init-plan.ts')).initPlan(tony, flags),
  );
}

/** Does one phase; without options all parts of it. */
export function addPhase(
  parent: Command,
  name: string,
  phase: 1 | 2 | 3 | 4,
  site: CommandSite,
): void {
  const command = addVerb(parent, name, summaries[phase], [`tony plan phase${phase}`]);
  const options = Object.entries(phaseOptions[phase]);
  for (const [flag, help] of options) command.option(`--${flag}`, help);
  command.addOption(workersOption());
  if (phase === 4) command.option('--strict', 'hold warnings against the plan as well');
  command.addHelpText(
    'after',
    '\nWithout one of its options a phase does all of them. Exit codes: 0 passed, 1 not passed, 78 nothing was begun',
  );
  onHub<Record<string, unknown>>(site, command, async (tony, flags) => {
    const chosen = options.map(([flag]) => flag).filter((flag) => flags[camel(flag)] === true);
    const { runPhase } = await import('./plan/run-phase.ts');
    return await runPhase(tony, {
      phase,
      options: chosen as PhaseRequest['options'],
      limits: { workers: Number(flags.workers) },
      isStrict: flags.strict === true,
    });
  });
}

export function addReport(parent: Command, site: CommandSite): void {
  const report = addVerb(parent, 'report', 'Write the comprehensive planning report.');
  onHub(site, report, async (tony) =>
    (await import('./plan/show-planning.ts')).reportPlanning(tony),
  );
}

export function addClean(parent: Command, name: string, site: CommandSite): void {
  const clean = addVerb(
    parent,
    name,
    'Remove the files of the phases; the plan stays in the hub.',
    ['tony plan clean --force'],
  ).option('--force', 'do not ask; CI and FORCE_CLEAN in the environment say the same');
  onLocal<{ force?: boolean }>(site, clean, async (session, flags) =>
    (await import('./plan/clean-workspace.ts')).cleanWorkspace(session, flags),
  );
}

function camel(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
