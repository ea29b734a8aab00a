import type { StoredContext } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainJson, plainLine } from '../output/plain-text.ts';
import { agoText, bytesText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showContext({ id, name, version, bytes, updatedAt, context }: StoredContext, view: View) {
  const { current_task: task } = context.task_context;
  const { next_agent_type: next, continuation_point: point } = context.handoff_instructions;
  const about = facts(
    [
      ['Context', id],
      ['Name', name],
      ['Task', `${task.id} ${task.title}, ${task.status.replace('_', ' ')}`],
      ['Next', `${next}: ${point}`],
      ['Version', `${version}, ${bytesText(bytes)}, ${agoText(updatedAt, view.nowMs)}`],
    ],
    view,
  );
  return `${about}\n\n${plainJson(context, 2)}`;
}

function problemsText(problems: readonly { path: string; message: string }[], view: View): string {
  return problems
    .map(({ path, message }) => `${view.style('red', path || 'the whole')}: ${plainLine(message)}`)
    .join('\n');
}

const columns: readonly Column<StoredContext>[] = [
  { title: 'ID', text: ({ id }) => id },
  { title: 'NAME', text: ({ name }) => name, isFlexible: true },
  { title: 'TASK', text: ({ context }) => context.task_context.current_task.id },
  { title: 'STATUS', text: ({ context }) => context.task_context.current_task.status },
  { title: 'BYTES', text: ({ bytes }) => String(bytes), isRight: true },
  { title: 'CHANGED', text: ({ updatedAt }, view) => agoText(updatedAt, view.nowMs) },
];

export const contextRenderers = {
  addContext: showContext,
  updateContext: showContext,
  showContext,
  listContexts: listRenderer('contexts', columns),
  mergeContexts: ({ merged, conflicts }, view) =>
    [
      showContext(merged, view),
      ...(conflicts.length === 0 ? [] : [problemsText(conflicts, view)]),
    ].join('\n'),
  queryContext: ({ value }) => plainJson(value, 2),
  validateContext: ({ isValid, problems, bytes }, view) =>
    isValid
      ? view.style('green', `The context is valid (${bytesText(bytes)}).`)
      : [
          view.style(['red', 'bold'], 'The context is not valid.'),
          problemsText(problems, view),
        ].join('\n'),
} satisfies Renderers;
