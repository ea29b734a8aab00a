import type { Client } from '@mosaic/client';
import type { FailureCode, Mission, Run } from '@mosaic/contract';
import { expect } from 'vitest';
import type { BrokenItems } from './broken-items.ts';
import { itemOf, readRecords } from './missions.ts';

/** What workers had in the messages of commits that must never land. */
export const badSubject = 'bad: not to be landed';

/** Every first attempt failed with its code, and nothing of it is on any branch. */
export async function expectCaught(
  client: Client,
  repository: BrokenItems,
  mission: Mission,
  expected: Readonly<Record<string, FailureCode>>,
): Promise<void> {
  const { tasks, runs } = await readRecords(client, mission.id);
  const caught: Record<string, FailureCode | undefined> = {};
  for (const task of tasks) {
    const item = itemOf(task);
    if (item !== null && item in expected) caught[item] = firstFailure(runs, task.id);
  }
  expect(caught).toEqual(expected);
  expect(repository.git('log', '--branches', '--format=%B')).not.toContain(badSubject);
  const changed = repository.git('diff', '--name-only', `main..${mission.branch}`).split('\n');
  const strange = changed.filter(
    (path) => !/^items\/item-\d+\.txt$/.test(path) && !path.startsWith('docs/'),
  );
  expect(strange).toEqual([]);
}

function firstFailure(runs: readonly Run[], taskId: string): FailureCode | undefined {
  const own = runs.filter((run) => run.taskId === taskId && run.status === 'failed');
  return own.toSorted((left, right) => left.startedAt.localeCompare(right.startedAt))[0]?.failure
    ?.code;
}
