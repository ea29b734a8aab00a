import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@mosaic/client';
import {
  type Evidence,
  isMosaicError,
  type Mission,
  operations,
  type Run,
  type Task,
} from '@mosaic/contract';
import { type BrokenItems, itemsGate, reportName } from './broken-items.ts';

export interface MissionWishes {
  runtime: string;
  maxWorkers: number;
  attemptsMax?: number;
}

/** Registers the repository and starts a mission on its report. */
export async function beginMission(
  client: Client,
  repository: BrokenItems,
  wishes: MissionWishes,
): Promise<Mission> {
  const project = await client.call(operations.addProject, {
    path: repository.path,
    gates: [itemsGate],
  });
  return client.call(operations.startMission, {
    projectId: project.id,
    report: reportName,
    ...wishes,
  });
}

/** Waits until the mission is over; a hub that is away is waited for. */
export async function missionEnd(
  client: () => Client,
  missionId: string,
  msMax: number,
): Promise<Mission> {
  const until = Date.now() + msMax;
  for (;;) {
    const mission = await currentMission(client(), missionId);
    if (mission?.finishedAt) return mission;
    if (mission?.status === 'stopped') throw new Error(`It stopped: ${mission.stopReason}`);
    if (Date.now() > until) throw new Error(`Not over in time: ${JSON.stringify(mission)}`);
    await sleep(150);
  }
}

/** Null while the hub is away. */
export async function currentMission(client: Client, missionId: string): Promise<Mission | null> {
  return client.call(operations.missionStatus, { missionId }).catch((error: unknown) => {
    if (isMosaicError(error) && error.code === 'unavailable') return null;
    throw error;
  });
}

/** Everything a mission left in the hub. */
export interface MissionRecords {
  readonly tasks: readonly Task[];
  readonly runs: readonly Run[];
  readonly evidence: readonly Evidence[];
}

export async function readRecords(client: Client, missionId: string): Promise<MissionRecords> {
  const page = { missionId, limit: 500 };
  const tasks = await client.call(operations.listTasks, page);
  const runs = await client.call(operations.listRuns, page);
  const evidence = await client.call(operations.listEvidence, page);
  return { tasks: tasks.items, runs: runs.items, evidence: evidence.items };
}

/** Item of a task: the file its finding names. */
export function itemOf(task: Task): string | null {
  return /item-\d+/.exec(task.finding?.files[0]?.path ?? '')?.[0] ?? null;
}
