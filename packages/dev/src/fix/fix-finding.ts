import { type Finding, MosaicError } from '@mosaic/contract';
import { limits as defaultLimits, type ReviewLimits } from '../limits.ts';
import { lintWithBiome } from '../review/biome.ts';
import { parseFindingId } from '../review/finding-id.ts';
import type { Hit } from '../review/hit.ts';
import { proseFor } from '../review/prose.ts';
import { repositoryRoot } from '../review/review-repository.ts';
import { verifyFinding } from '../review/verify-finding.ts';
import { openToolbox, type Toolbox } from '../tools/toolbox.ts';
import { fixerFor } from './fixers.ts';
import { settleChange } from './settle-change.ts';
import { openWorkTree, type WorkTree } from './work-tree.ts';

export interface FixOptions {
  /** Git work tree to change; its tracked files must be unchanged. */
  workdir: string;
  finding: Finding;
  toolsRoot?: string | undefined;
  limits?: Partial<ReviewLimits> | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * `fixed` made a commit; `already-gone` had nothing to do. The other three left the work
 * tree as it was: `unsupported` will never work here, `still-present` did not help,
 * `error` may work another time.
 */
export interface FixResult {
  outcome: 'fixed' | 'already-gone' | 'unsupported' | 'still-present' | 'error';
  commit: string | null;
  notes: string;
}

interface Session extends FixOptions {
  root: string;
  limits: ReviewLimits;
  toolbox: Toolbox;
  tree: WorkTree;
}

/** Fixes one finding with its tool, proves it, and commits the touched files; or changes nothing. */
export async function fixFinding(options: FixOptions): Promise<FixResult> {
  const { finding } = options;
  const rule = finding.rule ?? '';
  if (parseFindingId(finding.id) === null || fixerFor(rule) === null) {
    return unsupported(finding, 'No deterministic tool can make this change.');
  }
  const limits = { ...defaultLimits, ...options.limits };
  const root = await repositoryRoot(options.workdir);
  const toolbox = await openToolbox(options.toolsRoot);
  const tree = openWorkTree(root, toolbox, limits);
  try {
    return await attempt({ ...options, root, limits, toolbox, tree });
  } finally {
    await toolbox.close();
  }
}

async function attempt(session: Session): Promise<FixResult> {
  const { tree, finding, root } = session;
  const dirty = await tree.changedFiles();
  if (dirty.length > 0) {
    const message = `The work tree has changes already (${dirty.slice(0, 3).join(', ')}). Start from a clean clone.`;
    throw new MosaicError('precondition_failed', message);
  }
  const before = await verifyFinding({
    ...session,
    root,
    findingId: finding.id,
    asksRegistry: false,
  });
  if (before.isGone === null) return { outcome: 'error', commit: null, notes: before.reason };
  if (before.finding === null) {
    return { outcome: 'already-gone', commit: await tree.head(), notes: before.reason };
  }
  let result: FixResult | null = null;
  try {
    result = await change(session, before.finding, before.hits);
    return result;
  } finally {
    if (result?.outcome !== 'fixed') await tree.restore();
  }
}

async function change(
  session: Session,
  finding: Finding,
  hits: readonly Hit[],
): Promise<FixResult> {
  const { root, tree, toolbox, limits, signal } = session;
  const rule = finding.rule ?? '';
  const fixer = fixerFor(rule);
  if (fixer === null) return unsupported(finding, 'No deterministic tool can make this change.');
  const paths = [...new Set(hits.map(({ path }) => path))];
  const lintBefore = (await lintWithBiome({ ...session, paths })).hits;
  const outcome = await fixer({ root, finding, rule, hits, toolbox, limits, signal });
  if (outcome.kind === 'unsupported') return unsupported(finding, outcome.reason);
  if ((await tree.changedFiles()).length === 0) {
    return unsupported(finding, 'The tool offers no safe fix for this rule.');
  }
  const broken = await settleChange(session, paths, lintBefore);
  if (broken !== null) {
    const { message, rule: brokenRule, path } = broken;
    const what = `${message} (${brokenRule} in ${path})`;
    return unsupported(finding, `The automatic change would break something else: ${what}`);
  }
  const changed = await tree.changedFiles();
  const foreign = changed.filter((path) => !outcome.files.includes(path));
  if (foreign.length > 0) {
    return {
      outcome: 'error',
      commit: null,
      notes: `The tool also changed ${foreign.join(', ')}.`,
    };
  }
  const after = await verifyFinding({
    ...session,
    root,
    findingId: finding.id,
    asksRegistry: false,
  });
  if (after.isGone !== true) return { outcome: 'still-present', commit: null, notes: after.reason };
  const message = `fix(${finding.id}): ${outcome.summary}\n\n${finding.title}\n`;
  const commit = await tree.commit(message, changed);
  const notes = [`${finding.title}: ${outcome.summary} (${changed.join(', ')}).`, ...outcome.notes];
  return { outcome: 'fixed', commit, notes: notes.join(' ') };
}

function unsupported(finding: Finding, reason: string): FixResult {
  const advice =
    finding.rule === null ? 'Read the finding and decide.' : proseFor(finding.rule).fix;
  const notes = `${reason} Suggested approach: ${advice}`;
  return { outcome: 'unsupported', commit: null, notes };
}
