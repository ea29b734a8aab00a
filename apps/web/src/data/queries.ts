import { limits, operations } from '@mosaic/contract';
import { queryOptions } from '@tanstack/react-query';
import { webLimits } from '../limits.ts';
import { readFeed } from './feed.ts';
import type { Hub } from './hub.ts';
import { keys } from './keys.ts';
import { readListing } from './listing.ts';

const all = { itemsMax: limits.missionTasksMax, pageSize: limits.pageSizeMax };
const recent = { itemsMax: webLimits.recentItems, pageSize: limits.pageSizeMax };

/** Everything the page reads. The event stream keeps it fresh, so nothing is read again on a timer. */
export const queries = {
  projects: (hub: Hub) =>
    queryOptions({
      queryKey: keys.projects,
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listProjects, { cursor, limit }),
          recent,
        ),
    }),
  agents: (hub: Hub) =>
    queryOptions({
      queryKey: keys.agents,
      queryFn: () =>
        readListing((cursor, limit) => hub.call(operations.listAgents, { cursor, limit }), recent),
    }),
  missions: (hub: Hub) =>
    queryOptions({
      queryKey: keys.missions,
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listMissions, { cursor, limit }),
          recent,
        ),
    }),
  mission: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.mission(missionId),
      queryFn: () => hub.call(operations.missionStatus, { missionId }),
    }),
  tasks: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.tasks(missionId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listTasks, { missionId, cursor, limit }),
          all,
        ),
    }),
  task: (hub: Hub, taskId: string) =>
    queryOptions({
      queryKey: keys.task(taskId),
      queryFn: () => hub.call(operations.showTask, { taskId }),
    }),
  runs: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.runs(missionId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listRuns, { missionId, cursor, limit }),
          recent,
        ),
    }),
  taskRuns: (hub: Hub, taskId: string) =>
    queryOptions({
      queryKey: keys.taskRuns(taskId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listRuns, { taskId, cursor, limit }),
          recent,
        ),
    }),
  evidence: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.evidence(missionId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listEvidence, { missionId, cursor, limit }),
          recent,
        ),
    }),
  taskEvidence: (hub: Hub, taskId: string) =>
    queryOptions({
      queryKey: keys.taskEvidence(taskId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listEvidence, { taskId, cursor, limit }),
          recent,
        ),
    }),
  evidenceDetail: (hub: Hub, evidenceId: string) =>
    queryOptions({
      queryKey: keys.evidenceDetail(evidenceId),
      queryFn: () => hub.call(operations.showEvidence, { evidenceId }),
    }),
  handoffs: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.handoffs(missionId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.listHandoffs, { missionId, cursor, limit }),
          recent,
        ),
    }),
  feed: (hub: Hub, missionId: string) =>
    queryOptions({
      queryKey: keys.feed(missionId),
      queryFn: () => readFeed(hub, missionId),
    }),
};
