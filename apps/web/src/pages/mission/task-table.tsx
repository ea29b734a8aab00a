import type { Task } from '@mosaic/contract';
import { memo } from 'react';
import { SeverityTag } from '../../components/severity-tag.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TaskLink } from '../../components/task-link.tsx';
import { TokenCount } from '../../components/token-count.tsx';
import { Unknown } from '../../components/unknown.tsx';
import { printable } from '../../text/printable-text.ts';

interface TaskTableProps {
  tasks: readonly Task[];
  /** The whole plan: dependencies may lie outside of what is shown. */
  allTasks: readonly Task[];
}

/** The plan as text; on narrow screens each row becomes a card. */
export function TaskTable({ tasks, allTasks }: TaskTableProps) {
  const keyOf = new Map(allTasks.map((task) => [task.id, task.key]));
  return (
    <div className="table-frame">
      <table className="cards-when-narrow">
        <caption className="visually-hidden">Tasks of the mission in the order of the plan</caption>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Status</th>
            <th scope="col">Title</th>
            <th scope="col">Severity</th>
            <th scope="col" className="number">
              Phase
            </th>
            <th scope="col">Depends on</th>
            <th scope="col">Agent</th>
            <th scope="col" className="number">
              Estimate
            </th>
            <th scope="col" className="number">
              Used
            </th>
            <th scope="col" className="number">
              Attempts
            </th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <TaskRow key={task.id} task={task} dependsOn={dependencyText(task, keyOf)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Memoised: one settled task must not draw a hundred rows again. */
const TaskRow = memo(function TaskRow({ task, dependsOn }: { task: Task; dependsOn: string }) {
  return (
    <tr>
      <th scope="row" className="mono nowrap">
        <TaskLink taskId={task.id}>{task.key}</TaskLink>
      </th>
      <td className="cell-status">
        <StatusBadge status={task.status} />
      </td>
      <td className="cell-title long-text">{printable(task.title)}</td>
      <td data-label="Severity">
        <SeverityTag severity={task.severity} />
      </td>
      <td data-label="Phase" className="number">
        {task.phase}
      </td>
      <td data-label="Depends on" className="mono cell-depends">
        {dependsOn === '' ? <Unknown label="nothing" /> : <Keys text={dependsOn} />}
      </td>
      <td data-label="Agent" className="cell-agent">
        {task.agentName ?? <Unknown label="nobody yet" />}
      </td>
      <td data-label="Estimate" className="number">
        <TokenCount tokens={task.estimateTokens} />
      </td>
      <td data-label="Used" className="number">
        <TokenCount tokens={task.usedTokens} />
      </td>
      <td data-label="Attempts" className="number">
        {task.attempts}
      </td>
    </tr>
  );
});

/** Breaks lines between keys, never inside of one. */
function Keys({ text }: { text: string }) {
  return text.split(' ').map((key) => (
    <span key={key} className="nowrap">
      {key}{' '}
    </span>
  ));
}

/** At most three keys; the rest is counted, and listed in full on the task itself. */
function dependencyText(task: Task, keyOf: ReadonlyMap<string, string>): string {
  const keys = task.dependsOn.map((id) => keyOf.get(id) ?? id.slice(-8));
  return keys.length <= 3 ? keys.join(', ') : `${keys.slice(0, 2).join(', ')} +${keys.length - 2}`;
}
