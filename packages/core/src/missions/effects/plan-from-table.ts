import { type Finding, MosaicError, type TaskType } from '@mosaic/contract';
import {
  archiveFolder,
  type DatedFile,
  newestArchive,
  stateFiles,
} from '../../documents/archive.ts';
import { parseDeferredErrors } from '../../documents/deferred-errors.ts';
import { parseLearnings } from '../../documents/learnings.ts';
import { parseTasksTable } from '../../documents/parse-tasks-table.ts';
import type { TaskRow } from '../../documents/task-row.ts';
import { changeScope } from '../../plan/change-scope.ts';
import { classifyTask } from '../../plan/classify-task.ts';
import { phaseFacts } from '../../plan/phases.ts';
import { polishCategory } from '../../plan/polish-category.ts';
import type { TakenOver, TaskEntry } from '../rules/plan-entry.ts';
import { derivedTaskId } from '../start.ts';
import type { EntryDetails } from './add-entries.ts';
import type { EffectContext } from './effect.ts';
import { idOf, type Plan, readReport } from './plan.ts';
import { type BranchFiles, readOr } from './write-documents.ts';

/**
 * Takes up a task table: `docs/tasks.md` as it is, or the newest archive.
 *
 * What is done or deferred there stays so; findings are looked up in the reports
 * of the repository, since the table has only their ids.
 */
export async function planFromTable(context: EffectContext, files: BranchFiles): Promise<Plan> {
  const { path, text } = await readTable(context, files);
  const { rows, errors } = parseTasksTable(text);
  if (errors.length > 0) {
    const first = errors.slice(0, 5).map(({ line, message }) => `line ${line}: ${message}`);
    throw new MosaicError('precondition_failed', `${path} cannot be read. ${first.join(' ')}`);
  }
  if (rows.some(({ id }) => id.startsWith('A.'))) {
    throw new MosaicError(
      'precondition_failed',
      `${path} is the table of a plan, which says more than the table does. Start the plan again: --plan E.001`,
    );
  }
  const findings = await knownFindings(files);
  const deferred = await files.read(stateFiles.deferredErrors);
  const deferrals = new Map(
    parseDeferredErrors(deferred ?? '').map(({ taskKey, deferral }) => [taskKey, deferral]),
  );
  const { missionId } = context.state.settings;
  const ids = new Map(
    rows.map(({ id }) => [id, derivedTaskId(missionId, context.createdAtMs, id)]),
  );
  const details = new Map<string, EntryDetails>();
  const tasks = rows.map((row) => {
    const finding = findings.get(findingIdOf(row) ?? '') ?? null;
    const entry = toEntry(row, finding, ids, takenOver(row, deferrals.get(row.id) ?? null));
    const scope = finding === null ? [] : changeScope(finding, entry.type);
    details.set(entry.id, { finding, node: null, scope });
    return entry;
  });
  return { tasks, details, warnings: [`Continued from ${path}.`] };
}

async function readTable(context: EffectContext, files: BranchFiles) {
  const isArchive = context.state.settings.from === 'archive';
  const path = isArchive
    ? (newestArchive(await datedArchives(files))?.path ?? null)
    : stateFiles.tasks;
  const text = path === null ? null : await files.read(path);
  if (path !== null && text !== null) return { path, text };
  throw new MosaicError(
    'precondition_failed',
    isArchive
      ? 'There is no archived sprint below docs/tasks/. Start from a report instead.'
      : 'There is no docs/tasks.md on the default branch. Start from a report instead.',
  );
}

/** Archives with the time their mission began, as its learnings tell; unknown counts as oldest. */
export async function datedArchives(files: BranchFiles): Promise<DatedFile[]> {
  const paths = (await files.list(archiveFolder)).filter((path) => path.endsWith('-tasks.md'));
  const dated: DatedFile[] = [];
  for (const path of paths) {
    const learnings = await files.read(path.replace(/-tasks\.md$/, '-learnings.json'));
    const createdAt =
      learnings === null
        ? null
        : await readOr(
            () => parseLearnings(learnings).created_at,
            () => null,
          );
    dated.push({ path, changedMs: Date.parse(createdAt ?? '') || 0 });
  }
  return dated;
}

async function knownFindings(files: BranchFiles): Promise<ReadonlyMap<string, Finding>> {
  const paths = (await files.list('docs/reports/')).filter((path) => path.endsWith('.md'));
  if (paths.length === 0) return new Map();
  const { findings } = await readReport(files, 'docs/reports/');
  return new Map(findings.map((finding) => [finding.id, finding]));
}

/** The description column starts with the finding's id. */
function findingIdOf(row: TaskRow): string | null {
  return /^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+):/.exec(row.description)?.[1] ?? null;
}

function takenOver(row: TaskRow, deferral: TakenOver['deferral']): TakenOver | null {
  if (row.status !== 'done' && row.status !== 'deferred') return null;
  return { status: row.status, commit: null, usedTokens: row.usedTokens, deferral };
}

function toEntry(
  row: TaskRow,
  finding: Finding | null,
  ids: ReadonlyMap<string, string>,
  settled: TakenOver | null,
): TaskEntry {
  const phase = phaseOf(row, finding);
  const isVerification = /-V\d+-\d+$/.test(row.id);
  const type: TaskType = isVerification ? 'VERIFICATION' : typeOf(finding);
  const fileCount = finding?.files.length ?? 1;
  return {
    id: idOf(ids, row.id),
    key: row.id,
    kind: isVerification ? 'verification' : 'fix',
    type,
    severity: phase.severity,
    phase: phase.number,
    title: row.description,
    findingId: findingIdOf(row),
    component: row.repo,
    branch: row.branch,
    dependsOn: row.dependsOn.map((key) => idOf(ids, key)),
    estimateTokens: row.estimateTokens ?? 0,
    files: finding?.files.map(({ path }) => path) ?? [],
    category: isVerification ? null : polishCategory({ type, fileCount }),
    hasCheck: (finding?.check ?? null) !== null,
    settled,
  };
}

/** The finding's severity decides; without it the verification key or the branch does. */
function phaseOf(row: TaskRow, finding: Finding | null) {
  if (finding) return phaseFacts[finding.severity];
  const number = Number(/-V(\d+)-\d+$/.exec(row.id)?.[1] ?? 0);
  const facts = Object.values(phaseFacts);
  const known =
    facts.find((each) => each.number === number) ??
    facts.find((each) => each.branch === row.branch);
  return known ?? phaseFacts.low;
}

function typeOf(finding: Finding | null): TaskType {
  return finding === null ? 'REFACTOR' : classifyTask(finding);
}
