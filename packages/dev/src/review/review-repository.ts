import { realpath } from 'node:fs/promises';
import { type Finding, MosaicError } from '@mosaic/contract';
import { limits as defaultLimits, type ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import { openToolbox } from '../tools/toolbox.ts';
import { groupHits } from './group-hits.ts';
import type { ToolName } from './hit.ts';
import { listFiles } from './list-files.ts';
import { runTools, type ToolProgress } from './run-tools.ts';

export interface ReviewOptions {
  /** Repository to review. Nothing is written there. */
  root: string;
  /** Directory from which the tools are found by Node's rules; this package by default. */
  toolsRoot?: string | undefined;
  limits?: Partial<ReviewLimits> | undefined;
  /**
   * Whether knip may load the repository's configuration files, which runs their code.
   * Leave it true inside a sandbox only.
   */
  runsRepositoryCode?: boolean | undefined;
  /** Whether the package registry is asked about vulnerabilities; a note says when it was not. */
  asksRegistry?: boolean | undefined;
  /** Package registry to ask; npm's own by default. */
  registryUrl?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ToolProgress) => void) | undefined;
}

export interface Review {
  /** The most severe first. The same repository always gives the same findings and ids. */
  findings: Finding[];
  /** What was not checked, and why, in plain sentences. */
  notes: string[];
  toolVersions: Readonly<Record<string, string>>;
  /** Files that were looked at. */
  fileCount: number;
}

const allTools: readonly ToolName[] = [
  'biome',
  'typescript',
  'secretlint',
  'knip',
  'tests',
  'audit',
];

/**
 * Reviews a repository with deterministic tools; no model, no network but the registry.
 *
 * A tool that cannot run becomes a note, never a failure of the review. Throws
 * `not_found` when there is no such folder.
 */
export async function reviewRepository(options: ReviewOptions): Promise<Review> {
  const limits = { ...defaultLimits, ...options.limits };
  const root = await repositoryRoot(options.root);
  const toolbox = await openToolbox(options.toolsRoot);
  try {
    const { signal, onProgress } = options;
    const listing = await listFiles({ root, toolbox, limits, signal });
    const reports = await runTools(allTools, {
      root,
      files: listing.files,
      toolbox,
      limits,
      runsRepositoryCode: options.runsRepositoryCode ?? true,
      asksRegistry: options.asksRegistry ?? true,
      registryUrl: options.registryUrl,
      signal,
      onProgress,
    });
    const all = groupHits(
      reports.flatMap(({ hits }) => hits),
      limits,
    );
    const findings = all.slice(0, limits.findingsMax);
    const notes = [...listing.notes, ...reports.flatMap((report) => report.notes)];
    if (all.length > findings.length) {
      notes.unshift(
        `Only the ${findings.length} most severe of ${all.length} findings are listed. Review again once they are fixed.`,
      );
    }
    return {
      findings,
      notes: notes.slice(0, limits.notesMax).map((note) => plainLine(note, limits.noteCharsMax)),
      toolVersions: toolbox.versions,
      fileCount: listing.files.length,
    };
  } finally {
    await toolbox.close();
  }
}

/** The real path, since tools report real paths. */
export async function repositoryRoot(root: string): Promise<string> {
  try {
    return await realpath(root);
  } catch (cause) {
    throw new MosaicError('not_found', `There is no folder ${root}. Name an existing repository.`, {
      cause,
    });
  }
}
