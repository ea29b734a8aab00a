import { PlanNodeId } from '@mosaic/contract';

export const planTabs = [
  'tree',
  'graph',
  'gantt',
  'forecast',
  'findings',
  'gaps',
  'history',
] as const;
const planForms = ['run', 'connect', 'move'] as const;
type PlanFormName = (typeof planForms)[number];
export type PlanTab = (typeof planTabs)[number];

/** State of the plan page that belongs to its address; what is at its default is left out. */
export interface PlanSearch {
  tab?: PlanTab;
  /** Words the tree is narrowed to. */
  q?: string;
  /** Node shown beside the page. */
  node?: string;
  /** Node unfolded in the graph. */
  open?: string;
  /** Picture or its twin in words. */
  view?: 'table';
  /** Rows of the Gantt chart. */
  rows?: 'workers';
  /** Workers the schedule and the forecast count with. */
  workers?: number;
  /** Form shown beside the page. */
  form?: PlanFormName;
}

export const defaultWorkers = 2;
const workersMax = 64;

/** Reads an address that anybody may have typed: what is not understood is dropped. */
export function parsePlanSearch(raw: Record<string, unknown>): PlanSearch {
  const search: PlanSearch = {};
  const tab = planTabs.find((name) => name === raw.tab);
  if (tab !== undefined && tab !== 'tree') search.tab = tab;
  // The router reads `q=404` as a number.
  const q = typeof raw.q === 'number' ? String(raw.q) : raw.q;
  if (typeof q === 'string' && q !== '') search.q = q.slice(0, 200);
  for (const name of ['node', 'open'] as const) {
    const id = PlanNodeId.safeParse(raw[name]);
    if (id.success) search[name] = id.data;
  }
  if (raw.view === 'table') search.view = 'table';
  if (raw.rows === 'workers') search.rows = 'workers';
  const { workers } = raw;
  const isCount = typeof workers === 'number' && Number.isInteger(workers);
  if (isCount && workers >= 1 && workers <= workersMax && workers !== defaultWorkers) {
    search.workers = workers;
  }
  const form = planForms.find((name) => name === raw.form);
  if (form !== undefined) search.form = form;
  return search;
}
