import { isMosaicError, MosaicError } from '@mosaic/contract';
import { recoveryDecision, stateFiles } from '../../documents/archive.ts';
import { parseTasksTable } from '../../documents/parse-tasks-table.ts';
import { phaseFacts } from '../../plan/phases.ts';
import { planMission } from '../../plan/plan-mission.ts';
import type { PlannedTask } from '../../plan/planned-task.ts';
import { type ParsedReport, parseReport } from '../../report/parse-report.ts';
import { missionLimits } from '../rules/limits.ts';
import type { PhaseEntry, TaskEntry } from '../rules/plan-entry.ts';
import type { PlanTerms } from '../rules/plan-terms.ts';
import { derivedTaskId } from '../start.ts';
import { addEntries, type EntryDetails } from './add-entries.ts';
import type { Effect, EffectContext, IntentOf } from './effect.ts';
import { planFromPlan } from './plan-from-plan.ts';
import { datedArchives, planFromTable } from './plan-from-table.ts';
import { readFactors } from './read-factors.ts';
import { type BranchFiles, branchFiles } from './write-documents.ts';

/** A plan on its way into the tasks module. */
export interface Plan {
  tasks: TaskEntry[];
  details: Map<string, EntryDetails>;
  warnings: string[];
}

/** Reads the report, the plan, or a task table that is there already, and adds its tasks. */
export const plan: Effect<IntentOf<'plan'>> = async (context, { reportName, head }) => {
  const at = context.clock.now();
  try {
    const files = branchFiles(context);
    const { tasks, details, warnings, phases, terms } = await readSource(
      context,
      files,
      reportName,
    );
    await addEntries(context, tasks, details);
    const ordered = terms === undefined ? {} : { terms };
    return [{ type: 'planned', tasks, phases, warnings, headCommit: head, ...ordered, at }];
  } catch (error) {
    if (!isMosaicError(error) || error.code === 'internal') throw error;
    return [{ type: 'planning_failed', message: error.message, at }];
  }
};

async function readSource(
  context: EffectContext,
  files: BranchFiles,
  reportName: string,
): Promise<Plan & { phases: readonly PhaseEntry[]; terms?: PlanTerms }> {
  const { from } = context.state.settings;
  if (from === 'plan') return planFromPlan(context, files);
  const plan =
    from === 'report'
      ? await planFromReport(context, files, reportName)
      : await planFromTable(context, files);
  return { ...plan, phases: phasesOf(plan.tasks) };
}

async function planFromReport(
  context: EffectContext,
  files: BranchFiles,
  reportName: string,
): Promise<Plan> {
  const folder = `docs/reports/${reportName}/`;
  const report = await readReport(files, folder);
  refuseUnreadable(report, folder);
  const { findings, warnings } = report;
  const { settings } = context.state;
  const planned = planMission({
    findings,
    taskPrefix: settings.taskPrefix,
    milestone: settings.milestone,
    factors: await readFactors(files),
    verificationGates: settings.gates,
  });
  const ids = new Map(
    planned.map(({ key }) => [key, derivedTaskId(settings.missionId, context.createdAtMs, key)]),
  );
  const details = new Map<string, EntryDetails>();
  for (const task of planned) {
    details.set(idOf(ids, task.key), { finding: task.finding, node: null, scope: task.scope });
  }
  const tasks = planned.map((task) => toEntry(task, ids));
  return { tasks, details, warnings: [...(await recoveryNotes(files)), ...warnings] };
}

/** Says what an earlier mission left behind, so that nobody starts anew without knowing. */
async function recoveryNotes(files: BranchFiles): Promise<string[]> {
  const current = (await files.list(stateFiles.tasks)).map((path) => ({ path, changedMs: 0 }));
  const archives = await datedArchives(files);
  const found = recoveryDecision({ files: [...archives, ...current], wish: null });
  if (found.kind === 'ask') {
    const rows = parseTasksTable((await files.read(found.archive)) ?? '').rows;
    const isOpen = rows.some(({ status }) => status !== 'done' && status !== 'deferred');
    return isOpen ? [`${found.message} (--from archive)`] : [];
  }
  if (found.kind !== 'continue') return [];
  return [
    `${found.path} was there already and this mission replaces its table. To continue it instead, start with --from tasks.`,
  ];
}

/** Reads all Markdown files of a report folder. */
export async function readReport(files: BranchFiles, folder: string): Promise<ParsedReport> {
  const texts = new Map<string, string>();
  for (const path of await files.list(folder)) {
    const text = path.endsWith('.md') ? await files.read(path) : null;
    if (text !== null) texts.set(path, text);
  }
  if (texts.size === 0) {
    throw new MosaicError(
      'precondition_failed',
      `${folder} has no Markdown file. Give a report that is committed, or start without one to review first.`,
    );
  }
  return parseReport(texts);
}

/** Nothing found is a result only where the summary says so; else nothing was understood. */
function refuseUnreadable(report: ParsedReport, folder: string): void {
  if (report.findings.length > 0) return;
  const claimed = Object.values(report.claimedCounts ?? {});
  if (claimed.length > 0 && claimed.every((count) => count === 0)) return;
  const told = report.warnings.slice(0, missionLimits.passagesToldMax).join('; ');
  throw new MosaicError(
    'precondition_failed',
    `No finding could be read from ${folder}: ${told}. Give each finding a heading with an id and a severity, or start without a report to review first.`,
  );
}

function toEntry(task: PlannedTask, ids: ReadonlyMap<string, string>): TaskEntry {
  return {
    id: idOf(ids, task.key),
    key: task.key,
    kind: task.kind,
    type: task.type,
    severity: task.severity,
    phase: task.phase,
    title: task.title,
    findingId: task.finding?.id ?? null,
    component: task.component,
    branch: task.branch,
    dependsOn: task.dependsOn.map((key) => idOf(ids, key)),
    estimateTokens: task.estimateTokens,
    files:
      task.finding?.files.map(({ path, line }) => (line === null ? path : `${path}:${line}`)) ?? [],
    category: task.category,
    hasCheck: (task.finding?.check ?? null) !== null,
    settled: null,
  };
}

/** The phases that have tasks, in order. */
function phasesOf(tasks: readonly TaskEntry[]): PhaseEntry[] {
  return Object.values(phaseFacts)
    .filter(({ number }) => tasks.some((task) => task.phase === number))
    .map((facts) => ({ ...facts, issue: null }));
}

export function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The plan names ${key}, which it does not contain`);
  return id;
}
