import { MosaicError } from '@mosaic/contract';
import { gtr, major, minor, parse, satisfies } from 'semver';
import type { VersionMatrix } from './version-matrix.ts';

/** The versions that meet. */
export interface Meeting {
  /** Tony in this process. */
  readonly tony: string;
  /** MosAIc MCP behind the connection; null where it is too old to say. */
  readonly mcp: string | null;
  /** The newest Tony that worked with this hub; null for the first. */
  readonly newestTony: string | null;
}

export type Verdict =
  | { readonly verdict: 'fits' }
  | {
      readonly verdict: 'upgrade-mcp' | 'upgrade-tony' | 'downgrade-refused';
      /** What is the matter and what to do. */
      readonly message: string;
    };

/** Decides whether two versions may work together, from the matrix alone. */
export function judgeVersions(matrix: VersionMatrix, meeting: Meeting): Verdict {
  const { tony, mcp, newestTony } = meeting;
  const own = lineOf(tony);
  const row = own === null ? undefined : matrix.tony[own];
  if (own === null || row === undefined) {
    const reason = own === null ? undefined : matrix.retired[own];
    return {
      verdict: 'upgrade-tony',
      message: reason ?? `Tony ${tony} is in no line of the version matrix. Upgrade Tony.`,
    };
  }
  if (newestTony !== null && isNewerLine(newestTony, tony)) {
    return {
      verdict: 'downgrade-refused',
      message: `Tony ${newestTony} worked with this hub, and ${tony} is older: it could misread what the newer one wrote. Upgrade Tony to ${lineOf(newestTony)}, or restore a backup from before.`,
    };
  }
  const needs = `Tony ${tony} needs MosAIc MCP ${row.mcp}`;
  if (mcp === null) {
    return {
      verdict: 'upgrade-mcp',
      message: `${needs}, and this hub is too old to say which it has. Upgrade the hub and start it again: mosaic up`,
    };
  }
  if (satisfies(mcp, row.mcp)) return { verdict: 'fits' };
  return gtr(mcp, row.mcp)
    ? {
        verdict: 'upgrade-tony',
        message: `${needs}, and this hub has ${mcp}. Upgrade Tony${fitting(matrix, mcp)}.`,
      }
    : {
        verdict: 'upgrade-mcp',
        message: `${needs}, and this hub has ${mcp}. Upgrade the hub and start it again: mosaic up`,
      };
}

/** Lets only versions through that fit; throws `precondition_failed` with what to upgrade. */
export function requireFit(matrix: VersionMatrix, meeting: Meeting): void {
  const judged = judgeVersions(matrix, meeting);
  if (judged.verdict === 'fits') return;
  throw new MosaicError('precondition_failed', judged.message, {
    details: { verdict: judged.verdict, ...meeting },
  });
}

/** True when `version` belongs to a later line of releases than `than`. */
export function isNewerLine(version: string, than: string): boolean {
  if (parse(version) === null || parse(than) === null) return false;
  return (
    major(version) > major(than) || (major(version) === major(than) && minor(version) > minor(than))
  );
}

function lineOf(version: string): string | null {
  return parse(version) === null ? null : `${major(version)}.${minor(version)}`;
}

/** Which lines work with this MCP, for the advice. */
function fitting(matrix: VersionMatrix, mcp: string): string {
  const lines = Object.entries(matrix.tony).filter(([, { mcp: range }]) => satisfies(mcp, range));
  return lines.length === 0 ? '' : ` to ${lines.map(([line]) => line).join(' or ')}`;
}
