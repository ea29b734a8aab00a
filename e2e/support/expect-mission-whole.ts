import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@mosaic/client';
import { type Mission, operations, type Run, type Task } from '@mosaic/contract';
import { expect } from 'vitest';
import { type BrokenItems, itemsGate } from './broken-items.ts';
import { readRecords } from './missions.ts';

/** Every task is done and proved, and every change is on the branch exactly once. */
export async function expectMissionWhole(
  client: Client,
  repository: BrokenItems,
  mission: Mission,
): Promise<void> {
  const { tasks, runs, evidence } = await readRecords(client, mission.id);
  expect(mission, story(tasks, runs)).toMatchObject({ status: 'completed', stopReason: null });
  const fixes = tasks.filter(({ kind }) => kind === 'fix');
  expect(fixes).toHaveLength(repository.items.length);
  for (const task of tasks) {
    expect(task, task.key).toMatchObject({ status: 'done', lease: null });
    const proofs = evidence.filter(
      (each) => each.taskId === task.id && each.commit === task.commit,
    );
    const green = new Set(proofs.filter(({ passed }) => passed).map(({ gate }) => gate));
    expect(green, `${task.key} at ${task.commit}`).toContain(itemsGate.name);
  }
  expect(runs.filter(({ status }) => status === 'running')).toEqual([]);
  const subjects = repository.git('log', '--format=%s', mission.branch).split('\n');
  for (const item of repository.items) {
    expect(repository.read(mission.branch, `items/${item}.txt`), item).toBe('broken\nfixed');
    expect(
      subjects.filter((subject) => subject === `fix: ${item}`),
      item,
    ).toHaveLength(1);
  }
  expect(repository.git('status', '--porcelain')).toBe('');
  expect(repository.git('branch', '--show-current')).toBe('main');
  expect(await client.call(operations.verifyAudit, {})).toMatchObject({ isIntact: true });
}

/** What became of tasks that are not done, for whoever reads the failure. */
function story(tasks: readonly Task[], runs: readonly Run[]): string {
  const open = tasks.filter(({ status }) => status !== 'done');
  return open
    .map(({ id, key, lastError }) => {
      const own = runs.filter(({ taskId }) => taskId === id).toReversed();
      const ends = own.map(({ step, status, failure }) => `${step} ${failure?.code ?? status}`);
      return `${key}: ${ends.join(', ')}: ${lastError}`;
    })
    .join('\n');
}

/** What must be empty in a home where nothing is running. */
export function leftBehind(home: string): string[] {
  return ['clones', 'checkouts', 'quarantine', 'sockets'].flatMap((folder) => {
    const path = join(home, folder);
    return existsSync(path) ? readdirSync(path).map((name) => `${folder}/${name}`) : [];
  });
}
