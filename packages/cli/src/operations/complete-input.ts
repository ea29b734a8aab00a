import { resolve } from 'node:path';
import type { Operation } from '@mosaic/contract';
import type { FieldSpec } from './field-spec.ts';
import {
  type Connect,
  resolveMission,
  resolvePlan,
  resolveProject,
  resolveRun,
  resolveTask,
} from './references.ts';

interface Surroundings {
  readonly connect: Connect;
  readonly cwd: string;
}

type Resolve = (text: string | undefined, around: Surroundings) => Promise<string>;

const references: Readonly<Record<string, Resolve>> = {
  missionId: (text, { connect }) => resolveMission(connect, text),
  planId: (text, { connect }) => resolvePlan(connect, text),
  projectId: (text, { connect, cwd }) => resolveProject(connect, text, cwd),
  taskId: async (text = '', { connect }) => resolveTask(connect, text),
  runId: async (text = '', { connect }) => resolveRun(connect, text),
};

/** References that are found when nothing is said: the newest mission or plan, the project around here. */
const guessed = new Set(['missionId', 'planId', 'projectId']);

/** Not those that take something away: what is meant has to be said. */
const destructive = new Set(['plan.remove']);

/**
 * Replaces what people type by what the hub wants: names and keys become ids, a path
 * becomes absolute, and a mission or project that must be there is found.
 */
export async function completeInput(
  operation: Operation,
  specs: readonly FieldSpec[],
  input: Readonly<Record<string, unknown>>,
  around: Surroundings,
): Promise<Record<string, unknown>> {
  const completed = { ...input };
  for (const { name, isRequired } of specs) {
    const value = input[name];
    const lookUp = references[name];
    const isGuessed =
      value === undefined && isRequired && guessed.has(name) && !destructive.has(operation.name);
    if (lookUp !== undefined && (isGuessed || typeof value === 'string')) {
      completed[name] = await lookUp(isGuessed ? undefined : String(value), around);
    }
  }
  if (operation.name === 'project.add' && typeof input.path === 'string') {
    completed.path = resolve(around.cwd, input.path);
  }
  return completed;
}
