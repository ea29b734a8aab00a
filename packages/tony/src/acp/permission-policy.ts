import { isAbsolute, relative, resolve, sep } from 'node:path';

export interface PermissionQuestion {
  readonly workdir: string;
  readonly tool: {
    /** Kind of the protocol; null when the agent did not say. */
    readonly kind: string | null;
    /** Programmatic name; empty when the agent did not say. */
    readonly name: string;
    readonly paths: readonly string[];
  };
  readonly options: readonly { readonly optionId: string; readonly kind: string }[];
}

export interface PermissionAnswer {
  readonly isAllowed: boolean;
  readonly reason: string;
  /** Option to select; null answers that the question was cancelled. */
  readonly optionId: string | null;
}

/** Work on files and commands; the sandbox is what confines them in the end. */
const allowedKinds: ReadonlySet<string> = new Set([
  'read',
  'search',
  'edit',
  'delete',
  'move',
  'execute',
  'think',
]);

/** Tools of our own MCP endpoint, as agents name them. */
const ownTool = /^(?:mcp__)?mosaic(?:__|[./:])/;

/**
 * Answers a permission request at once, always the same for the same question.
 *
 * Allowed is what works inside the work tree, and only once: nobody grants an agent a standing
 * permission here. Where no fitting option exists the answer is "cancelled", which every agent
 * must take as no.
 */
export function decidePermission(question: PermissionQuestion): PermissionAnswer {
  const refusal = refusalReason(question);
  if (refusal !== null) return refuse(question, refusal);
  const once = question.options.find(({ kind }) => kind === 'allow_once');
  if (once === undefined) return refuse(question, 'it can only be allowed for good');
  return { isAllowed: true, reason: 'inside the work tree', optionId: once.optionId };
}

function refusalReason({ workdir, tool }: PermissionQuestion): string | null {
  const isOwn = ownTool.test(tool.name);
  if (!isOwn && (tool.kind === null || !allowedKinds.has(tool.kind))) {
    return `tools of kind "${tool.kind ?? 'unknown'}" are not allowed`;
  }
  const outside = tool.paths.find((path) => !isInside(workdir, path));
  return outside === undefined ? null : 'it reaches outside the work tree';
}

/** By name only; links are the sandbox's business. */
function isInside(workdir: string, path: string): boolean {
  const way = relative(workdir, resolve(workdir, path));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function refuse({ options }: PermissionQuestion, reason: string): PermissionAnswer {
  const option =
    options.find(({ kind }) => kind === 'reject_once') ??
    options.find(({ kind }) => kind === 'reject_always');
  return { isAllowed: false, reason, optionId: option?.optionId ?? null };
}
