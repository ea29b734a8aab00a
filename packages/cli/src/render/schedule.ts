import type { Schedule } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine } from '../output/plain-text.ts';
import { durationText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function timingText({ timing }: Schedule): string {
  return timing.kind === 'every'
    ? `every ${durationText(timing.everyMs)}`
    : `${timing.expression} (${timing.timeZone})`;
}

function nextText({ isPaused, nextAt }: Schedule): string {
  return isPaused ? 'paused' : (nextAt ?? 'never');
}

function showSchedule(schedule: Schedule, view: View): string {
  return facts(
    [
      ['Schedule', schedule.id],
      ['Name', plainLine(schedule.name)],
      ['Submits', plainLine(schedule.task.title)],
      ['When', timingText(schedule)],
      ['Missed ones', schedule.catchUp],
      ['Next', nextText(schedule), schedule.isPaused ? 'yellow' : 'green'],
      ['Last', schedule.lastAt],
      ['Submitted so far', String(schedule.enqueued)],
      ['Last error', schedule.lastError && plainLine(schedule.lastError), 'red'],
    ],
    view,
  );
}

const columns: readonly Column<Schedule>[] = [
  { title: 'ID', text: ({ id }) => id },
  { title: 'NAME', text: ({ name }) => name, isFlexible: true },
  { title: 'WHEN', text: timingText },
  { title: 'NEXT', text: nextText, format: ({ isPaused }) => (isPaused ? 'yellow' : 'green') },
];

export const scheduleRenderers = {
  addSchedule: showSchedule,
  showSchedule,
  updateSchedule: showSchedule,
  pauseSchedule: showSchedule,
  resumeSchedule: showSchedule,
  removeSchedule: ({ id, name }) => `${id} ${plainLine(name)} is removed.`,
  listSchedules: listRenderer('schedules', columns),
} satisfies Renderers;
