import type { Event, EventType } from '@mosaic/contract';
import { printable } from './printable-text.ts';

const sentences: Readonly<Record<EventType, string>> = {
  'project.added': 'Project added',
  'project.updated': 'Project changed',
  'agent.registered': 'Agent announced itself',
  'agent.draining': 'Agent takes no more tasks',
  'agent.left': 'Agent left',
  'mission.started': 'Mission started',
  'mission.changed': 'Mission changed',
  'mission.finished': 'Mission finished',
  'task.added': 'Tasks added to the plan',
  'task.offered': 'Task offered to workers',
  'task.claimed': 'Task taken by a worker',
  'task.released': 'Task given back',
  'task.expired': 'Lease lapsed, the task is free again',
  'task.settled': 'Outcome of the task recorded',
  'task.changed': 'Task changed',
  'run.finished': 'Run ended',
  'run.progressed': 'Run goes on',
  'evidence.added': 'Evidence stored',
  'handoff.added': 'Handoff written',
  'handoff.acknowledged': 'Handoff taken over',
  'message.failed': 'Message could not be delivered',
  'node.joined': 'Node joined',
  'node.left': 'Node left',
  'lock.expired': 'Lock ran out',
  'lock.broken': 'Lock taken away',
  'store.restored': 'Store restored from a backup',
  'plan.added': 'Plan made',
  'plan.changed': 'Plan changed',
  'plan.removed': 'Plan removed',
};

export interface EventText {
  sentence: string;
  /** Facts carried by the event, as `name value`; bounded and printable. */
  facts: string;
}

const factsMax = 4;
const factCharsMax = 80;

/** An event in words. Its data is untrusted and of any shape: only short plain values are shown. */
export function describeEvent(event: Event): EventText {
  const facts = Object.entries(event.data)
    .filter(([name, value]) => isPlain(value) && !/Id$|^id$|hash|token$/i.test(name))
    .slice(0, factsMax)
    .map(([name, value]) => {
      const text = printable(String(value)).replace(/\s+/g, ' ').slice(0, factCharsMax);
      return `${printable(name)
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase()} ${text}`;
    });
  return { sentence: sentences[event.type] ?? event.type, facts: facts.join(' · ') };
}

function isPlain(value: unknown): boolean {
  return (
    (typeof value === 'string' && value !== '') ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  );
}
