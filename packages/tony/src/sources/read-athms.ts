import { MosaicError, planLevels } from '@mosaic/contract';
import { AthmsTask, athmsTasks } from './athms-store.ts';
import {
  addDescription,
  addLine,
  type ForeignLink,
  type ForeignNode,
  type ForeignPlan,
  foreignNode,
} from './foreign-plan.ts';
import { countNode } from './item-nesting.ts';
import { plainLine } from './plain-line.ts';
import { agentNamed, priorityWord, readMinutes } from './word-facts.ts';

interface Entry {
  node: ForeignNode;
  task: AthmsTask;
  parent: string | null;
}

/**
 * Reads the JSON of the older task store: all of it, or the files of single tasks.
 *
 * Parents come from `parentId` and `childIds`; `dependencies` and `blockedBy` name what a task
 * waits for, `blocks` what waits for it. Durations are minutes. Throws `invalid_input` for tasks
 * that are their own ancestors.
 */
export function readAthms(value: unknown, name: string): ForeignPlan {
  const tasks = athmsTasks(value);
  if (tasks === null || tasks.length === 0) {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the JSON holds no tasks. A store has the form {"tasks": {"ID": {"title": …}}}.',
    );
  }
  countNode(tasks.length, 1);
  const entries = new Map<string, Entry>();
  for (const [at, { id, task }] of tasks.entries()) {
    const parsed = AthmsTask.safeParse(task);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new MosaicError(
        'invalid_input',
        `Task “${plainLine(id, 60)}”, ${issue?.path.map(String).join('.') || 'value'}: ${issue?.message ?? 'not readable'}. Correct it and try again.`,
      );
    }
    const parent = parsed.data.parentId ?? parsed.data.parent_task ?? parsed.data.parent ?? null;
    entries.set(id, { node: taskNode(`n${at + 1}`, id, parsed.data), task: parsed.data, parent });
  }
  for (const [id, { task }] of entries) {
    for (const child of [...(task.childIds ?? []), ...(task.child_tasks ?? [])]) {
      const entry = entries.get(child);
      if (entry !== undefined) entry.parent ??= id;
    }
  }
  const roots = nest(entries);
  const isOneEpic = roots.length === 1 && (roots[0]?.children.length ?? 0) > 0;
  const areEpics = roots.every((root) => root.level === 0);
  const [only] = roots;
  if (only !== undefined && (isOneEpic || areEpics)) {
    const title = roots.length === 1 ? only.title : name;
    return { title, goal: '', roots, links: linksOf(entries), notes: notesOf(entries) };
  }
  const epic = foreignNode('document', name);
  epic.children = roots;
  const [links, notes] = [linksOf(entries), notesOf(entries)];
  return { title: epic.title, goal: '', roots: [epic], links, notes };
}

function taskNode(key: string, id: string, task: AthmsTask): ForeignNode {
  const node = foreignNode(key, task.title ?? task.objective ?? id);
  const duration = task.estimatedDuration ?? task.duration_estimate_minutes ?? null;
  const status = typeof task.status === 'string' ? task.status : task.status?.status;
  const priority = priorityWord(task.priority ?? '');
  node.level = levelOf(task.level ?? task.type ?? id);
  node.minutes = typeof duration === 'number' ? duration : readDuration(duration);
  if (node.minutes !== null && !(node.minutes > 0)) node.minutes = null;
  node.priority = priority === 'never' ? 'low' : priority;
  node.agentType = agentNamed(task.assignedAgent ?? task.assigned_agent ?? '');
  node.isDone = /^(?:completed?|done|validated)$/i.test(status ?? '');
  const criteria = [...(task.success_criteria ?? []), ...(task.successCriteria ?? [])];
  for (const each of criteria) addLine(node.criteria, each);
  for (const each of [task.testing_requirements ?? []].flat()) addLine(node.criteria, each);
  addDescription(node, plainLine(task.description ?? '', 4_000));
  if (task.title != null) addDescription(node, plainLine(task.objective ?? '', 4_000));
  node.files = (task.files_affected ?? []).filter(isSafe).slice(0, 20);
  node.tags = (task.tags ?? [])
    .map((tag) => plainLine(tag, 60))
    .filter((tag) => tag !== '')
    .slice(0, 15);
  return node;
}

function readDuration(duration: string | null): number | null {
  if (duration === null) return null;
  const plain = Number(duration);
  return Number.isFinite(plain) && duration.trim() !== '' ? plain : readMinutes(duration);
}

/** From a name, a number counted from 1, or the form of the id. */
function levelOf(value: string | number): number | null {
  if (typeof value === 'number') return value >= 1 && value <= 6 ? Math.floor(value) - 1 : null;
  const named = planLevels.map(String).indexOf(value.toLowerCase());
  if (named >= 0) return named;
  const prefix = /^(E|F|ST|S|T|A)\.\d{3}/.exec(value)?.[1];
  return prefix === undefined ? null : ['E', 'F', 'S', 'T', 'ST', 'A'].indexOf(prefix);
}

/** Puts every task below its parent; what has none is a root. */
function nest(entries: ReadonlyMap<string, Entry>): ForeignNode[] {
  const roots: ForeignNode[] = [];
  for (const entry of entries.values()) {
    const above = entry.parent === null ? undefined : entries.get(entry.parent);
    if (above === undefined) roots.push(entry.node);
    else above.node.children.push(entry.node);
  }
  const seen = new Set<ForeignNode>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    seen.add(node);
    open.push(...node.children);
  }
  for (const [id, { node }] of entries) {
    if (seen.has(node)) continue;
    throw new MosaicError(
      'invalid_input',
      `Task “${plainLine(id, 60)}” is below itself. Correct parentId of one of its ancestors.`,
    );
  }
  return roots;
}

function linksOf(entries: ReadonlyMap<string, Entry>): ForeignLink[] {
  const links = new Map<string, ForeignLink>();
  const add = (from: string, to: string) => {
    const [source, target] = [entries.get(from)?.node.key, entries.get(to)?.node.key];
    if (source === undefined || target === undefined) return;
    links.set(`${source} ${target}`, { from: source, to: target, kind: 'sequential' });
  };
  for (const [id, { task }] of entries) {
    const own = task.dependencies;
    const file = own === null || own === undefined || Array.isArray(own) ? null : own;
    const before = [
      ...(Array.isArray(own) ? own : []),
      ...(file?.prerequisites ?? []),
      ...(task.prerequisites ?? []),
      ...(task.blockedBy ?? []),
    ];
    for (const from of before) add(from, id);
    for (const to of [...(file?.blocks ?? []), ...(task.blocks ?? [])]) add(id, to);
  }
  return [...links.values()];
}

function notesOf(entries: ReadonlyMap<string, Entry>): string[] {
  const lost = [...entries.values()].filter(
    ({ parent }) => parent !== null && !entries.has(parent),
  ).length;
  const failed = [...entries.values()].filter(({ task }) => task.status === 'failed').length;
  return [
    'Durations were read as minutes, and ids were given anew.',
    ...(lost === 0
      ? []
      : [`${lost} tasks name a parent that is not there; they stand at the top.`]),
    ...(failed === 0 ? [] : [`Tasks that had failed, planned again: ${failed}.`]),
  ];
}

function isSafe(path: string): boolean {
  const isOdd = [...path].some((character) => character < ' ' || character === '\\');
  return path !== '' && path.length <= 400 && !isOdd && !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(path);
}
