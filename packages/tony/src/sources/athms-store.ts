import { z } from 'zod';

const Text = z.string().max(20_000);
const Words = z.array(Text).max(500);
const Id = z.union([z.string().max(200), z.number()]).transform(String);

/** A reference to another task: its id, alone or in an object. */
const Reference = z.union([
  Id,
  z.object({ id: Id }).transform(({ id }) => id),
  z.object({ task_id: Id }).transform((each) => each.task_id),
]);
const References = z.array(Reference).max(10_000);

/** A duration in minutes, or in words such as `2h`. */
const Duration = z.union([z.number(), z.string().max(60)]);

/** One task of the older store: the names of its own file, and of the files beside it. */
export const AthmsTask = z.looseObject({
  id: Id.optional(),
  task_id: Id.optional(),
  uuid: z.string().max(200).optional(),
  title: Text.nullish(),
  description: Text.nullish(),
  objective: Text.nullish(),
  level: z.union([z.string().max(40), z.number()]).nullish(),
  type: z.string().max(40).nullish(),
  parentId: Id.nullish(),
  parent_task: Id.nullish(),
  parent: Id.nullish(),
  childIds: References.nullish(),
  child_tasks: References.nullish(),
  status: z
    .union([z.string().max(40), z.looseObject({ status: z.string().max(40).nullish() })])
    .nullish(),
  priority: z.string().max(40).nullish(),
  estimatedDuration: Duration.nullish(),
  duration_estimate_minutes: Duration.nullish(),
  success_criteria: Words.nullish(),
  successCriteria: Words.nullish(),
  testing_requirements: z.union([Words, Text]).nullish(),
  files_affected: Words.nullish(),
  assignedAgent: z.string().max(200).nullish(),
  assigned_agent: z.string().max(200).nullish(),
  tags: Words.nullish(),
  /** Ids it waits for; or the content of `dependencies.json`. */
  dependencies: z
    .union([
      References,
      z.looseObject({ prerequisites: References.nullish(), blocks: References.nullish() }),
    ])
    .nullish(),
  prerequisites: References.nullish(),
  blocks: References.nullish(),
  blockedBy: References.nullish(),
});
export type AthmsTask = z.output<typeof AthmsTask>;

/** The forms in which tasks of the older store come, brought to one list with their ids. */
export function athmsTasks(value: unknown): { id: string; task: unknown }[] | null {
  if (Array.isArray(value)) return listed(value);
  if (!isRecord(value)) return null;
  if (isRecord(value.tasks)) return keyed(value.tasks);
  if (Array.isArray(value.tasks)) return listed(value.tasks);
  if (isTask(value)) return listed([value]);
  const entries = Object.entries(value).filter(([name]) => name !== 'metadata');
  const isStore = entries.length > 0 && entries.every(([, each]) => isTask(merged(each)));
  return isStore ? keyed(Object.fromEntries(entries)) : null;
}

/** Several entries of one id, such as the files of one task, are one task. */
function listed(values: readonly unknown[]): { id: string; task: unknown }[] | null {
  const byId = new Map<string, Record<string, unknown>>();
  for (const each of values) {
    const task = merged(each);
    const id = isRecord(task) ? (task.id ?? task.task_id) : undefined;
    if (!isRecord(task) || (typeof id !== 'string' && typeof id !== 'number')) return null;
    byId.set(String(id), { ...byId.get(String(id)), ...task });
  }
  return [...byId].map(([id, task]) => ({ id, task }));
}

function keyed(tasks: Record<string, unknown>): { id: string; task: unknown }[] {
  return Object.entries(tasks).map(([id, each]) => ({ id, task: merged(each) }));
}

/** `{ "task.json": …, "status.json": …, "dependencies.json": … }` as one task. */
function merged(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const task = value['task.json'] ?? value.task;
  if (!isRecord(task)) return value;
  const status = value['status.json'] ?? value.status;
  const dependencies = value['dependencies.json'] ?? value.dependencies;
  return {
    ...task,
    ...(status === undefined ? {} : { status }),
    ...(dependencies === undefined ? {} : { dependencies }),
  };
}

function isTask(value: unknown): boolean {
  return isRecord(value) && ('title' in value || 'task_id' in value) && !('nodes' in value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
