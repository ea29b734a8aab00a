import { resolve } from 'node:path';
import type { Client } from '@mosaic/client';
import type { Operation } from '@mosaic/contract';
import type { FieldSpec } from './field-spec.ts';
import { resolveMission, resolveProject, resolveRun, resolveTask } from './references.ts';

interface Surroundings {
  readonly client: Client;
  readonly cwd: string;
}

type Resolve = (text: string | undefined, around: Surroundings) => Promise<string>;

const references: Readonly<Record<string, Resolve>> = {
  missionId: (text, { client }) => resolveMission(client, text),
  projectId: (text, { client, cwd }) => resolveProject(client, text, cwd),
  taskId: async (text = '', { client }) => resolveTask(client, text),
  runId: async (text = '', { client }) => resolveRun(client, text),
};

/** References that are found when nothing is said: the newest mission, the project around here. */
const guessed = new Set(['missionId', 'projectId']);

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
    const isGuessed = value === undefined && isRequired && guessed.has(name);
    if (lookUp !== undefined && (isGuessed || typeof value === 'string')) {
      completed[name] = await lookUp(isGuessed ? undefined : String(value), around);
    }
  }
  if (operation.name === 'project.add' && typeof input.path === 'string') {
    completed.path = resolve(around.cwd, input.path);
  }
  return completed;
}
