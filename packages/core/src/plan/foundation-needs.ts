import type { TaskType } from '@mosaic/contract';
import { findingIdSource } from './finding-id.ts';

/** What the rules below read of one task. */
export interface NeedsInput {
  index: number;
  type: TaskType;
  component: string;
  findingId: string;
  text: string;
}

/** Foundations of one component; more would make every list of dependencies unreadable. */
const foundationsPerComponentMax = 3;

const authWords =
  /\b(?:auth|authn|authz|authenticat\w*|authori[sz]\w*|unauthori[sz]ed|login|session|jwt|permission|access control|role)s?\b/i;
const statedNeed = new RegExp(
  `\\b(?:depends on|blocked by|requires|needs|relies on|after)[ :*\`]{1,6}(${findingIdSource})\\b`,
  'gi',
);

/**
 * Which tasks of one phase need which others, by index.
 *
 * Two rules: a report that says so (`Depends on SEC-API-1`), and foundations: a task that
 * adds authentication blocks the tasks of the same component that speak of it.
 */
export function foundationNeeds(tasks: readonly NeedsInput[]): Map<number, number[]> {
  const byId = new Map(tasks.map((task) => [task.findingId, task.index]));
  const foundations = new Map<string, number[]>();
  for (const task of tasks) {
    if (task.type !== 'AUTH_ADD') continue;
    const list = foundations.get(task.component) ?? [];
    if (list.length < foundationsPerComponentMax) list.push(task.index);
    foundations.set(task.component, list);
  }
  const allFoundations = new Set([...foundations.values()].flat());
  return new Map(
    tasks.map((task) => {
      const needs = new Set(statedNeeds(task.text, byId));
      if (!allFoundations.has(task.index) && authWords.test(task.text)) {
        for (const index of foundations.get(task.component) ?? []) needs.add(index);
      }
      needs.delete(task.index);
      return [task.index, [...needs]];
    }),
  );
}

function statedNeeds(text: string, byId: ReadonlyMap<string, number>): number[] {
  return [...text.matchAll(statedNeed)].flatMap((match) => byId.get(match[1] ?? '') ?? []);
}
