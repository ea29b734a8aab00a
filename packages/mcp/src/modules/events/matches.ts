import type { Event, EventFilter, EventPattern } from '@mosaic/contract';

/** Tells whether an event is what a filter asks for; each field it has narrows further. */
export function matches(filter: EventFilter, event: Event): boolean {
  return (
    isOf(filter.projectId, event.projectId) &&
    isOf(filter.missionId, event.missionId) &&
    isOf(filter.taskId, event.taskId) &&
    isOf(filter.runId, event.runId) &&
    isOf(filter.agentId, event.agentId) &&
    (filter.type === undefined || filter.type.some((pattern) => isType(pattern, event.type)))
  );
}

function isOf(wanted: string | undefined, given: string | null): boolean {
  return wanted === undefined || wanted === given;
}

/** `task.*` stands for every type that begins with `task.`. */
function isType(pattern: EventPattern, type: string): boolean {
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** One text for equal filters, so that followers with the same one share the work. */
export function filterKey(filter: EventFilter): string {
  const { type, projectId, missionId, taskId, runId, agentId } = filter;
  return JSON.stringify([type?.toSorted(), projectId, missionId, taskId, runId, agentId]);
}
