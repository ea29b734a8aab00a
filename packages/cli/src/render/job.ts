import type { Explanation, OperationOutput, operations } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine } from '../output/plain-text.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import type { Renderers } from './renderer.ts';

type Verdicts = OperationOutput<typeof operations.completeTasks>;
type Share = OperationOutput<typeof operations.limitTasks>;

function verdicts(done: string) {
  return ({ accepted, refused }: Verdicts, view: View): string =>
    [
      ...accepted.map((taskId) => `${taskId} ${done}`),
      ...refused.map(({ taskId, message }) =>
        view.style('red', `${taskId} refused: ${plainLine(message)}`),
      ),
    ].join('\n');
}

function projectName(projectId: string | null): string {
  return projectId ?? 'no project';
}

function explain(explanation: Explanation, view: View): string {
  const { taskId, state, summary, reasons, place, agents, notes } = explanation;
  const about = facts(
    [
      ['Task', taskId],
      ['State', state],
      ['In line', place && `${place.before} before it`],
      ['Served before', place && `${place.projectsBeforeCount} projects`],
      ['Could take it', agents.map(({ name }) => plainLine(name)).join(', ') || null],
    ],
    view,
  );
  return [
    plainLine(summary),
    '',
    about,
    ...reasons.map(({ code, message }) => `- ${code}: ${plainLine(message)}`),
    ...notes.map((note) => view.style('dim', plainLine(note))),
  ].join('\n');
}

const shareColumns: readonly Column<Share>[] = [
  { title: 'PROJECT', text: ({ projectId }) => projectName(projectId), isFlexible: true },
  { title: 'READY', text: ({ ready }) => String(ready), isRight: true },
  { title: 'RUNNING', text: ({ running }) => String(running), isRight: true },
  { title: 'AT MOST', text: ({ runningMax }) => String(runningMax ?? '-'), isRight: true },
  { title: 'WEIGHT', text: ({ weight }) => String(weight), isRight: true },
];

export const jobRenderers = {
  submitTasks: ({ tasks }, view) =>
    tasks
      .map(({ taskId, key, isNew }) =>
        isNew ? `${taskId} ${key}` : view.style('dim', `${taskId} ${key} (known)`),
      )
      .join('\n'),
  completeTasks: verdicts('is done'),
  failTasks: verdicts('is noted as failed'),
  cancelTasks: verdicts('is called off'),
  redriveTasks: verdicts('is tried again'),
  explainTask: explain,
  showQueue: ({ items, nextCursor, tenant }, view) =>
    [
      items.length === 0
        ? view.style('dim', 'Nothing is ready or running.')
        : table(items, shareColumns, view),
      `All in all: ${tenant.ready} ready, ${tenant.running} running${
        tenant.runningMax === null ? '' : ` of at most ${tenant.runningMax}`
      }.`,
      ...(nextCursor === null ? [] : [view.style('dim', `More follow: --cursor ${nextCursor}`)]),
    ].join('\n'),
  limitTasks: ({ projectId, ready, running, runningMax, weight }, view) =>
    facts(
      [
        ['Project', projectName(projectId)],
        ['Running', `${running}${runningMax === null ? '' : ` of at most ${runningMax}`}`],
        ['Ready', String(ready)],
        ['Weight', String(weight)],
      ],
      view,
    ),
} satisfies Renderers;
