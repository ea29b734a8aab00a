import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFiles } from '../../documents/archive.ts';
import { bootstrapCommitMessage, progressCommitMessage } from '../../documents/commit-messages.ts';
import { upsertDeferredError } from '../../documents/deferred-errors.ts';
import { parseTasksTable } from '../../documents/parse-tasks-table.ts';
import { type CleanupEvent, planReportCleanup } from '../../documents/report-cleanup.ts';
import type { TaskRow } from '../../documents/task-row.ts';
import { replaceTasksTable } from '../../documents/tasks-table.ts';
import { renderTemplate, templatePaths, templatesFolder } from '../../documents/templates.ts';
import type { TaskState } from '../rules/state.ts';
import { isSkipped, isWork } from '../rules/task-list.ts';
import { plannedTasks, taskViews } from '../rules/view.ts';
import type { EffectContext } from './effect.ts';
import { renderLearningsFile } from './render-learnings.ts';
import type { BranchFiles } from './write-documents.ts';

export interface RenderedDocuments {
  changes: Map<string, string | null>;
  message: string;
}

/** Everything that the state wants on the mission branch, with a message that says what is new. */
export async function renderDocuments(
  context: EffectContext,
  files: BranchFiles,
): Promise<RenderedDocuments> {
  const changes = new Map<string, string | null>();
  const known = await files.read(stateFiles.tasks);
  const rows = taskRows(context);
  const blank = known ?? renderTemplate(template(context, templatePaths.tasks), variables(context));
  changes.set(stateFiles.tasks, replaceTasksTable(blank, rows));
  changes.set(stateFiles.learnings, await renderLearningsFile(context, files));
  await addDeferrals(context, files, changes);
  await addCleanup(context, files, changes);
  if (known === null) await addTemplates(context, files, changes);
  const message = known === null ? bootstrapMessage(context) : progressMessage(known, rows);
  return { changes, message };
}

/** The variables that templates may use. */
function variables({ state, createdAtMs, project }: EffectContext): Record<string, string> {
  const { settings } = state;
  return {
    PROJECT: project.name,
    MILESTONE: settings.milestone,
    CURRENT_DATETIME: new Date(createdAtMs).toISOString(),
    TASK_PREFIX: `${settings.taskPrefix}-SEC`,
    PHASE_ISSUE: '',
    PHASE_BRANCH: state.phases[0]?.branch ?? '',
  };
}

/** The product's own text of a template; a project may carry a changed one. */
function template({ templatesDirectory }: EffectContext, path: string): string {
  return readFileSync(join(templatesDirectory, path), 'utf8');
}

function taskRows({ state }: EffectContext): TaskRow[] {
  return taskViews(state).map((view) => ({
    id: view.key,
    status: view.status,
    description: view.title,
    issue: view.issue,
    repo: view.component,
    branch: view.branch,
    dependsOn: view.dependsOn,
    blocks: view.blocks,
    agent: view.agentName,
    startedAt: view.startedAt === null ? null : new Date(view.startedAt).toISOString(),
    completedAt: view.completedAt === null ? null : new Date(view.completedAt).toISOString(),
    estimateTokens: view.estimateTokens,
    usedTokens: view.usedTokens,
  }));
}

async function addDeferrals(
  { state }: EffectContext,
  files: BranchFiles,
  changes: Map<string, string | null>,
): Promise<void> {
  let document = await files.read(stateFiles.deferredErrors);
  let isChanged = false;
  for (const task of plannedTasks(state)) {
    const deferral = task.decision?.deferral;
    if (!deferral) continue;
    const file = task.files[0] ?? null;
    document = upsertDeferredError(document, {
      taskKey: task.key,
      title: task.title,
      file,
      deferral,
    });
    isChanged = true;
  }
  if (isChanged) changes.set(stateFiles.deferredErrors, document);
}

/** QA reports that tasks made obsolete go, those of failures are escalated. */
async function addCleanup(
  { state }: EffectContext,
  files: BranchFiles,
  changes: Map<string, string | null>,
): Promise<void> {
  const existing = await files.list('docs/reports/qa-automation/');
  if (existing.length === 0) return;
  for (const event of cleanupEvents(plannedTasks(state))) {
    for (const action of planReportCleanup(event, existing)) {
      if (changes.has(action.path)) continue;
      if (action.kind === 'move') changes.set(action.to, await files.read(action.path));
      changes.set(action.path, null);
    }
  }
}

function cleanupEvents(tasks: readonly TaskState[]): CleanupEvent[] {
  return tasks.flatMap((task): CleanupEvent[] => {
    if (task.position.at !== 'settled' || isSkipped(task)) return [];
    const { key, findingId, files } = task;
    if (task.kind === 'verification') return [{ kind: 'phase-verified' }];
    const kind = task.position.status === 'done' ? 'task-succeeded' : 'task-failed';
    return [{ kind, task: { key, findingId, files } }];
  });
}

/** Gives the project the templates it does not have, so that people can change them. */
async function addTemplates(
  context: EffectContext,
  files: BranchFiles,
  changes: Map<string, string | null>,
): Promise<void> {
  const existing = new Set(await files.list(templatesFolder));
  for (const path of Object.values(templatePaths)) {
    if (!existing.has(templatesFolder + path)) {
      changes.set(templatesFolder + path, template(context, path));
    }
  }
}

function bootstrapMessage({ state }: EffectContext): string {
  const tasks = plannedTasks(state);
  return bootstrapCommitMessage({
    planId: state.settings.plan?.planId ?? null,
    findings: tasks.filter(isWork).length,
    tasks: tasks.length,
    phases: state.phases.length,
    estimateTokens: tasks.reduce((sum, task) => sum + task.estimateTokens, 0),
  });
}

function progressMessage(before: string, rows: readonly TaskRow[]): string {
  const old = new Map(parseTasksTable(before).rows.map((row) => [row.id, row.status]));
  const changed = rows.filter((row) => old.get(row.id) !== row.status);
  return progressCommitMessage(changed.map(({ id, status }) => ({ taskKey: id, status })));
}
