import type { Finding, Severity } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import { documentLimits } from '../documents/document-limits.ts';
import { oneLine } from '../documents/plain-text.ts';
import type { FileReference } from './file-references.ts';
import type { FindingDraft } from './finding-draft.ts';
import { joinBodies } from './join-bodies.ts';
import { checkCommand } from './report-format.ts';
import type { ReportWarnings } from './report-warnings.ts';

/**
 * Makes one finding of everything that carries the same id, in the order of first mention.
 *
 * Details win over the overview. Two severities become the graver one and a warning, since
 * a defect taken too seriously costs less than one taken lightly.
 */
export function mergeDrafts(drafts: readonly FindingDraft[], warnings: ReportWarnings): Finding[] {
  const byId = new Map<string, [FindingDraft, ...FindingDraft[]]>();
  for (const draft of drafts) {
    const group = byId.get(draft.id);
    if (group === undefined) byId.set(draft.id, [draft]);
    else group.push(draft);
  }
  const groups = [...byId.values()];
  const left = groups.slice(documentLimits.findingsMax);
  if (left[0] !== undefined) {
    const { source, line, id } = left[0][0];
    const what = `only ${documentLimits.findingsMax} findings are read; ${left.length} were left out from here on`;
    warnings.at(source, line, what, id);
  }
  return groups.slice(0, documentLimits.findingsMax).map((group) => mergeGroup(group, warnings));
}

function mergeGroup(
  unordered: readonly [FindingDraft, ...FindingDraft[]],
  warnings: ReportWarnings,
): Finding {
  const details = unordered.filter((draft) => !draft.isSummary);
  const group = [...details, ...unordered.filter((draft) => draft.isSummary)];
  const main = details[0] ?? unordered[0];
  const { id, source, line } = main;
  warnAboutConflicts(details, main, warnings);
  const body = joinBodies(group);
  const files = mergeFiles(group);
  if (files.length > documentLimits.filesPerFindingMax) {
    const what = `${id} names more than ${documentLimits.filesPerFindingMax} files; the rest was left out`;
    warnings.at(source, line, what);
  }
  const firstLine = oneLine(body.split('\n', 1)[0] ?? '', documentLimits.titleCharsMax);
  const title = firstText(group, (draft) => draft.title, documentLimits.titleCharsMax);
  return {
    id,
    severity: decideSeverity(group, main, warnings),
    title: (title ?? firstLine) || id,
    body,
    files: files.slice(0, documentLimits.filesPerFindingMax),
    source,
    rule: firstText(group, (draft) => draft.rule, 200),
    check: decideCheck(group, main, warnings),
  };
}

function decideSeverity(
  group: readonly FindingDraft[],
  main: FindingDraft,
  warnings: ReportWarnings,
): Severity {
  const { id, source, line } = main;
  const stated = group.flatMap((draft) => draft.severity ?? []);
  const known = stated.length > 0 ? stated : group.flatMap((draft) => draft.sectionSeverity ?? []);
  const distinct = severities.filter((severity) => known.includes(severity));
  const gravest = distinct[0];
  if (gravest === undefined) {
    warnings.at(source, line, `${id} has no severity; it is taken as medium`);
    return 'medium';
  }
  if (distinct.length > 1) {
    const what = `${id} is called ${distinct.join(' and ')}; it is taken as ${gravest}`;
    warnings.at(source, line, what);
  }
  return gravest;
}

/** Two sections about different places under one id are probably two findings. */
function warnAboutConflicts(
  details: readonly FindingDraft[],
  main: FindingDraft,
  warnings: ReportWarnings,
): void {
  const paths = new Set(filesOf(main).map((file) => file.path));
  for (const other of details) {
    const others = filesOf(other);
    const isElsewhere =
      paths.size > 0 && others.length > 0 && !others.some((file) => paths.has(file.path));
    if (other === main || !isElsewhere || fold(other.title) === fold(main.title)) continue;
    const what = `${main.id} is also the id of ${main.source}:${main.line}, about other files; both became one finding`;
    warnings.at(other.source, other.line, what, other.title);
  }
}

/** A check is data until it has exactly the form of our own, for this very finding. */
function decideCheck(
  group: readonly FindingDraft[],
  main: FindingDraft,
  warnings: ReportWarnings,
): string | null {
  const expected = checkCommand(main.id);
  for (const draft of group) {
    if (draft.check === null) continue;
    if (draft.check === expected) return expected;
    const what = `${main.id}: the check is not "${expected}" and is ignored`;
    warnings.at(draft.source, draft.line, what, draft.check);
  }
  return null;
}

function mergeFiles(group: readonly FindingDraft[]): FileReference[] {
  const named = group.flatMap((draft) => draft.files);
  const files = named.length > 0 ? named : group.flatMap((draft) => draft.proseFiles);
  const located = new Set(files.flatMap((file) => (file.line === null ? [] : file.path)));
  const seen = new Set<string>();
  return files.flatMap(({ path, line }) => {
    const key = `${path}:${line}`;
    if (seen.has(key) || (line === null && located.has(path))) return [];
    seen.add(key);
    return { path, line };
  });
}

function filesOf(draft: FindingDraft): FileReference[] {
  return draft.files.length > 0 ? draft.files : draft.proseFiles;
}

function firstText(
  group: readonly FindingDraft[],
  read: (draft: FindingDraft) => string | null,
  charsMax: number,
): string | null {
  for (const draft of group) {
    const text = oneLine(read(draft) ?? '', charsMax);
    if (text !== '') return text;
  }
  return null;
}

function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}
