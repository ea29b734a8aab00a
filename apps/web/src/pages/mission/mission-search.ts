import { TaskStatus } from '@mosaic/contract';

export const missionTabs = [
  'tasks',
  'graph',
  'workers',
  'evidence',
  'deferred',
  'handoffs',
  'events',
] as const;
export type MissionTab = (typeof missionTabs)[number];

/** State of the mission page that belongs to its address; what is at its default is left out. */
export interface MissionSearch {
  tab?: MissionTab;
  status?: TaskStatus;
  phase?: number;
  /** Text to look for. */
  q?: string;
  /** Page of the task table, from 1. */
  page?: number;
  /** Task shown beside the page. */
  task?: string;
  /** Run whose log is shown. */
  run?: string;
  /** Evidence shown beside the page. */
  evidence?: string;
}

/** Reads an address that anybody may have typed: what is not understood is dropped. */
export function parseMissionSearch(raw: Record<string, unknown>): MissionSearch {
  const search: MissionSearch = {};
  const tab = missionTabs.find((name) => name === raw.tab);
  if (tab !== undefined && tab !== 'tasks') search.tab = tab;
  const status = TaskStatus.safeParse(raw.status);
  if (status.success) search.status = status.data;
  const phase = positive(raw.phase);
  if (phase !== null) search.phase = phase;
  const page = positive(raw.page);
  if (page !== null && page > 1) search.page = page;
  // The router reads `q=404` as a number.
  const q = text(typeof raw.q === 'number' ? String(raw.q) : raw.q);
  if (q !== null) search.q = q;
  for (const name of ['task', 'run', 'evidence'] as const) {
    const id = text(raw[name]);
    if (id !== null) search[name] = id;
  }
  return search;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
}
