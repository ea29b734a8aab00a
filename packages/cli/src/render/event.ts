import type { Event } from '@mosaic/contract';
import { plainJson, plainLine } from '../output/plain-text.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function eventLine(event: Event, view: View): string {
  const subject = subjectOf(event);
  const text = `${event.at}  ${event.type}  ${subject}  ${plainJson(event.data)}`;
  return `${view.style('dim', String(event.seq))}  ${plainLine(text)}`;
}

function subjectOf(event: Event): string {
  return event.runId ?? event.taskId ?? event.missionId ?? event.projectId ?? '';
}

const columns: readonly Column<Event>[] = [
  { title: 'SEQ', text: (event) => String(event.seq), isRight: true },
  { title: 'AT', text: (event) => event.at },
  { title: 'TYPE', text: (event) => event.type },
  { title: 'ABOUT', text: subjectOf },
  { title: 'DATA', text: (event) => plainJson(event.data), isFlexible: true },
];

export const eventRenderers = {
  listEvents: ({ items }, view) =>
    listRenderer('events', columns)({ items, nextCursor: null }, view),
  watchEvents: eventLine,
} satisfies Renderers;
