import {
  AgentContext,
  agentContextBytesMax,
  type ContextProblem,
  PlanNodeId,
} from '@mosaic/contract';
import { parentIdOf } from '../plan/node-id.ts';
import { findSecrets } from './find-secrets.ts';

/** A context looked at: what is wrong with it, and the context itself when nothing is. */
export interface CheckedContext {
  readonly problems: readonly ContextProblem[];
  readonly bytes: number;
  readonly context: AgentContext | null;
}

/** A context that may be kept. */
export interface ValidContext {
  readonly context: AgentContext;
  readonly bytes: number;
}

/** Problems told of one context. */
const problemsMax = 50;

/**
 * Holds a context against the schema and against what a schema cannot say: its size, secrets, a task
 * that waits for itself, files that lie outside of the project or are named twice.
 *
 * @param knownFiles files of the project; named ones that are not among them are problems
 */
export async function checkContext(
  value: unknown,
  knownFiles: ReadonlySet<string> | null = null,
): Promise<CheckedContext> {
  const text = JSON.stringify(value) ?? 'null';
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > agentContextBytesMax) {
    const message = `is ${bytes} bytes, more than ${agentContextBytesMax}. Name files instead of quoting them.`;
    return { problems: [{ path: '', message }], bytes, context: null };
  }
  const parsed = AgentContext.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, problemsMax)
      .map(({ path, message }) => ({ path: path.join('.'), message }));
    return { problems: [...problems, ...(await secretProblems(text))], bytes, context: null };
  }
  const problems = [
    ...taskProblems(parsed.data),
    ...fileProblems(parsed.data, knownFiles),
    ...(await secretProblems(text)),
  ].slice(0, problemsMax);
  if (problems.length > 0) return { problems, bytes, context: null };
  return { problems, bytes, context: measured(parsed.data, bytes) };
}

/** With its size noted in it; about four characters make a token. */
function measured(context: AgentContext, bytes: number): AgentContext {
  return {
    ...context,
    metadata: {
      validation_errors: [],
      tags: [],
      ...context.metadata,
      context_size_bytes: bytes,
      token_count_estimate: Math.ceil(bytes / 4),
      validated: true,
    },
  };
}

function taskProblems({ task_context: task }: AgentContext): ContextProblem[] {
  const { id } = task.current_task;
  const problems: ContextProblem[] = [];
  const { blocking = [], blocked_by: blockedBy = [] } = task.dependencies ?? {};
  if (blocking.includes(id) || blockedBy.includes(id)) {
    problems.push({
      path: 'task_context.dependencies',
      message: `${id} waits for itself. Remove it from its own dependencies.`,
    });
  }
  const both = blocking.find((other) => blockedBy.includes(other));
  if (both !== undefined) {
    problems.push({
      path: 'task_context.dependencies',
      message: `${both} both waits for ${id} and is waited for. Keep one of the two.`,
    });
  }
  const path = task.task_hierarchy?.current_path ?? [];
  if (path.length > 0 && path.at(-1) !== id) {
    problems.push({
      path: 'task_context.task_hierarchy.current_path',
      message: `must end with ${id}, the current task`,
    });
  }
  for (const [index, below] of path.entries()) {
    const above = path[index - 1];
    if (above === undefined || isBelow(above, below)) continue;
    problems.push({
      path: `task_context.task_hierarchy.current_path.${index}`,
      message: `${below} is not directly below ${above}`,
    });
  }
  return problems;
}

function isBelow(above: string, below: string): boolean {
  return !PlanNodeId.safeParse(below).success || parentIdOf(below) === above;
}

function fileProblems(
  context: AgentContext,
  knownFiles: ReadonlySet<string> | null,
): ContextProblem[] {
  const problems: ContextProblem[] = [];
  const modified = context.project_state.modified_files;
  const named = [
    ...modified.map((file, index) => ({
      path: file.path,
      at: `project_state.modified_files.${index}.path`,
      mustExist: file.status !== 'deleted',
    })),
    ...context.handoff_instructions.context_files.map((file, index) => ({
      path: file.path,
      at: `handoff_instructions.context_files.${index}.path`,
      mustExist: true,
    })),
  ];
  const seen = new Set<string>();
  for (const { path, at, mustExist } of named) {
    const list = at.slice(0, at.indexOf('files'));
    if (isOutside(path)) {
      problems.push({ path: at, message: `${path} leads out of the project` });
    } else if (knownFiles !== null && mustExist && !knownFiles.has(path)) {
      problems.push({ path: at, message: `${path} does not exist` });
    }
    if (seen.has(list + path)) problems.push({ path: at, message: `${path} is named twice` });
    seen.add(list + path);
  }
  return problems;
}

function isOutside(path: string): boolean {
  return path.startsWith('/') || path.includes('\\') || path.split('/').includes('..');
}

async function secretProblems(text: string): Promise<ContextProblem[]> {
  const kinds = await findSecrets(text);
  return kinds.map((kind) => ({
    path: '',
    message: `holds what looks like a credential (${kind}). Say where it is kept instead.`,
  }));
}
