import { MosaicError } from '@mosaic/contract';
import type { DocumentReaders, TaskTableRow } from './document-readers.ts';
import {
  type ForeignLink,
  type ForeignNode,
  type ForeignPlan,
  foreignNode,
} from './foreign-plan.ts';
import { countNode } from './item-nesting.ts';
import { pathsIn, takePriority } from './word-facts.ts';

const task = 3;

/**
 * Reads a task table: components are features, branches are stories, rows are tasks. What depends
 * on what is kept, finished rows are marked as done, and tokens are shared among the atomics.
 */
export function readTasks(
  text: string,
  name: string,
  reader: NonNullable<DocumentReaders['tasks']>,
): ForeignPlan {
  const { rows, errors } = reader(text);
  const [error] = errors;
  if (error !== undefined) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more errors)` : '';
    throw new MosaicError('invalid_input', `Line ${error.line}: ${error.message}${more}`);
  }
  if (rows.length === 0) {
    throw new MosaicError('invalid_input', 'Line 1: the task table has no rows. Add one per task.');
  }
  countNode(rows.length, 1);
  const epic = foreignNode('document', name);
  const groups = new Map<string, ForeignNode>();
  const group = (parent: ForeignNode, words: string, level: number): ForeignNode => {
    const key = `${parent.key}/${words}`;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const node = foreignNode(`g${groups.size + 1}`, words);
    node.level = level;
    groups.set(key, node);
    parent.children.push(node);
    return node;
  };
  const keyOf = new Map(rows.map((row, at) => [row.id, `n${at + 1}`]));
  for (const [at, row] of rows.entries()) {
    const feature = group(epic, row.repo === '' ? 'The whole repository' : row.repo, 1);
    const story = group(feature, row.branch === '' ? 'Work without a branch' : row.branch, 2);
    story.children.push(rowNode(row, `n${at + 1}`));
  }
  return {
    title: epic.title,
    goal: '',
    roots: [epic],
    links: rows.flatMap((row) => linksOf(row, keyOf)),
    notes: [],
  };
}

function rowNode(row: TaskTableRow, key: string): ForeignNode {
  const { title, priority } = takePriority(row.description);
  const node = foreignNode(key, `${row.id} ${title}`);
  node.level = task;
  node.priority = priority === 'never' ? 'low' : priority;
  node.tokens = row.estimateTokens;
  node.isDone = row.isDone;
  node.files = pathsIn(row.description);
  return node;
}

/** A dependency is often written at both ends; the plan keeps one. */
function linksOf(row: TaskTableRow, keyOf: ReadonlyMap<string, string>): ForeignLink[] {
  const own = keyOf.get(row.id);
  const link = (from: string | undefined, to: string | undefined): ForeignLink[] =>
    from === undefined || to === undefined ? [] : [{ from, to, kind: 'sequential' }];
  return [
    ...row.dependsOn.flatMap((id) => link(keyOf.get(id), own)),
    ...row.blocks.flatMap((id) => link(own, keyOf.get(id))),
  ];
}
