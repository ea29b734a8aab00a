import type { Event, EventType } from '@mosaic/contract';

/** What a batch of events made out of date. */
export interface Changes {
  /** Events by mission, in order. */
  events: Map<string, Event[]>;
  missionIds: Set<string>;
  taskIds: Set<string>;
  runIds: Set<string>;
  /** Missions whose plan got new tasks. */
  plansOf: Set<string>;
  /** Missions with runs that the event did not name. */
  runsOf: Set<string>;
  evidenceOf: Set<string>;
  /** Tasks with new evidence. */
  evidenceOfTasks: Set<string>;
  handoffsOf: Set<string>;
  areProjectsStale: boolean;
  areAgentsStale: boolean;
  /** Plans that changed, came or went, with the newest version told; null where none was. */
  plans: Map<string, number | null>;
  /** Work of a mission ended: what is left of its plan takes less long. */
  areForecastsStale: boolean;
}

/** Types after which the runs of the task look different. */
const runTypes: ReadonlySet<EventType> = new Set([
  'task.claimed',
  'task.released',
  'task.expired',
  'run.finished',
  'run.progressed',
]);

/**
 * Folds events into what must be read again.
 *
 * Only ids are taken from events, never content: what is shown always comes from the
 * hub's answers, so that a missed, repeated or unknown event can not show a wrong fact.
 */
export function reduceEvents(batch: readonly Event[]): Changes {
  const changes: Changes = {
    events: new Map(),
    missionIds: new Set(),
    taskIds: new Set(),
    runIds: new Set(),
    plansOf: new Set(),
    runsOf: new Set(),
    evidenceOf: new Set(),
    evidenceOfTasks: new Set(),
    handoffsOf: new Set(),
    areProjectsStale: false,
    areAgentsStale: false,
    plans: new Map(),
    areForecastsStale: false,
  };
  for (const event of batch) reduceEvent(changes, event);
  return changes;
}

function reduceEvent(changes: Changes, event: Event): void {
  if (event.type.startsWith('project.')) changes.areProjectsStale = true;
  if (event.type.startsWith('agent.')) changes.areAgentsStale = true;
  if (event.type.startsWith('plan.') && typeof event.data.planId === 'string') {
    const { planId, version } = event.data;
    changes.plans.set(planId, typeof version === 'number' ? version : null);
  }
  if (event.taskId !== null) changes.taskIds.add(event.taskId);
  if (event.runId !== null) changes.runIds.add(event.runId);
  if (event.type === 'evidence.added' && event.taskId !== null) {
    changes.evidenceOfTasks.add(event.taskId);
  }
  if (event.missionId === null) return;
  changes.missionIds.add(event.missionId);
  if (event.type === 'task.settled') changes.areForecastsStale = true;
  const known = changes.events.get(event.missionId);
  if (known === undefined) changes.events.set(event.missionId, [event]);
  else known.push(event);
  if (event.type === 'task.added') changes.plansOf.add(event.missionId);
  if (event.type === 'evidence.added') changes.evidenceOf.add(event.missionId);
  if (event.type.startsWith('handoff.')) changes.handoffsOf.add(event.missionId);
  if (runTypes.has(event.type) && event.runId === null) changes.runsOf.add(event.missionId);
}
