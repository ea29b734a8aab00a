import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, MosaicError } from '@mosaic/contract';
import { limits as defaultLimits, type ReviewLimits } from '../limits.ts';
import { isPrintablePath } from '../tools/plain-text.ts';
import { openToolbox } from '../tools/toolbox.ts';
import { biomeRuleNames } from './biome-rule-names.ts';
import { findingId, parseFindingId } from './finding-id.ts';
import { groupHits } from './group-hits.ts';
import type { Hit, ToolName, ToolReport } from './hit.ts';
import { listFiles, type RepositoryFile } from './list-files.ts';
import { repositoryRoot } from './review-repository.ts';
import { ruleClass } from './rule-classes.ts';
import { runTools } from './run-tools.ts';

export interface VerifyOptions {
  root: string;
  findingId: string;
  /** What the finding is about, where known: only its tool runs, on these files if it can. */
  hint?: { rule: string; files: readonly string[] } | undefined;
  toolsRoot?: string | undefined;
  limits?: Partial<ReviewLimits> | undefined;
  runsRepositoryCode?: boolean | undefined;
  asksRegistry?: boolean | undefined;
  registryUrl?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Verification {
  /** Null when the tools could not tell. */
  isGone: boolean | null;
  reason: string;
  /** The finding as it stands now; null when it is gone. */
  finding: Finding | null;
  hits: Hit[];
}

/** Tools that judge each file by itself and so can be given only some. */
const perFileTools: readonly ToolName[] = ['biome', 'secretlint'];

/**
 * Runs the tool of one finding again and says whether the finding is still there.
 *
 * The id is enough. Silence counts as "gone" only when the tool could read what it was
 * to look at: a file that no longer parses proves nothing.
 */
export async function verifyFinding(options: VerifyOptions): Promise<Verification> {
  const parsed = parseFindingId(options.findingId);
  if (parsed === null) {
    throw new MosaicError(
      'invalid_input',
      `${options.findingId} is not an id of this review. Such an id looks like CQ-SRC-DEBUGGER-48213.`,
    );
  }
  const limits: ReviewLimits = {
    ...defaultLimits,
    ...options.limits,
    missingTestFindingsMax: Number.MAX_SAFE_INTEGER,
  };
  const root = await repositoryRoot(options.root);
  const hint = checkedHint(options);
  const hinted = hint === null ? undefined : ruleClass(hint.rule)?.tool;
  const tools = hinted === undefined ? parsed.tools : [hinted];
  const toolbox = await openToolbox(options.toolsRoot);
  try {
    const { signal } = options;
    const isNarrow = hint !== null && tools.every((tool) => perFileTools.includes(tool));
    const files = isNarrow
      ? existingFiles(root, hint.files)
      : (await listFiles({ root, toolbox, limits, signal })).files;
    const reports = await runTools(tools, {
      root,
      files,
      toolbox,
      limits,
      runsRepositoryCode: options.runsRepositoryCode ?? true,
      asksRegistry: options.asksRegistry ?? true,
      registryUrl: options.registryUrl,
      signal,
    });
    const answer = verdict(options.findingId, toolbox.biomeSchema, reports, limits);
    const isBlind = options.runsRepositoryCode === false && tools.includes('knip');
    if (answer.isGone !== true || !isBlind) return answer;
    return unknown(
      'knip looked without the configuration of the repository, so silence proves nothing.',
    );
  } finally {
    await toolbox.close();
  }
}

function verdict(
  id: string,
  biomeSchema: string,
  reports: readonly ToolReport[],
  limits: ReviewLimits,
): Verification {
  const hits = reports.flatMap((report) => report.hits).filter((hit) => findingId(hit) === id);
  const [finding] = groupHits(hits, limits);
  if (finding !== undefined) {
    const { length } = hits;
    const reason = `${finding.title}: still in ${length} ${length === 1 ? 'place' : 'places'}.`;
    return { isGone: false, reason, finding, hits };
  }
  const idle = reports.find((report) => !report.hasRun);
  if (idle !== undefined) {
    return unknown(idle.notes.join(' ') || `${idle.tool} could not run.`);
  }
  const unread = reports.flatMap((report) => concerned(report, id, biomeSchema));
  if (unread.length > 0) {
    return unknown(
      `${unread.slice(0, 5).join(', ')} could not be analysed, so silence proves nothing.`,
    );
  }
  return { isGone: true, reason: `${id} is no longer found.`, finding: null, hits: [] };
}

/** Files the tool could not analyse and the finding may stand in. */
function concerned({ tool, unreadable }: ToolReport, id: string, biomeSchema: string): string[] {
  if (tool !== 'biome' || unreadable.length === 0) return unreadable;
  const rules = biomeRuleNames(biomeSchema);
  return unreadable.filter((path) => rules.some((rule) => findingId({ rule, path }) === id));
}

function unknown(reason: string): Verification {
  return { isGone: null, reason, finding: null, hits: [] };
}

/** Ignores a hint that does not belong to the id: it must not steer the check away from the finding. */
function checkedHint({
  hint,
  findingId: id,
}: VerifyOptions): NonNullable<VerifyOptions['hint']> | null {
  if (hint === undefined || hint.files.length === 0) return null;
  return hint.files.some((path) => findingId({ rule: hint.rule, path }) === id) ? hint : null;
}

function existingFiles(root: string, paths: readonly string[]): RepositoryFile[] {
  return paths.flatMap((path) => {
    if (path.startsWith('/') || path.split('/').includes('..') || !isPrintablePath(path)) return [];
    try {
      const stats = lstatSync(join(root, path));
      return stats.isFile() ? [{ path, bytes: stats.size }] : [];
    } catch {
      return [];
    }
  });
}
