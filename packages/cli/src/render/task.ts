import type { Assignment, Task } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainText } from '../output/plain-text.ts';
import { commitText, tokensText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';
import { severityFormat, statusFormat } from './status-format.ts';

function showTask(task: Task, view: View): string {
  const { finding, node, deferral, lease } = task;
  const about = facts(
    [
      ['Task', `${task.key} (${task.id})`],
      ['Title', task.title],
      ['Status', task.status, statusFormat(task.status)],
      ['Kind', task.type === null ? task.kind : `${task.kind}, ${task.type}`],
      ['Severity', task.severity],
      ['Phase', String(task.phase)],
      ['Branch', task.branch],
      ['Scope', task.scope.join(', ') || null],
      ['Depends on', task.dependsOn.join(', ') || null],
      ['Attempts', String(task.attempts)],
      ['Commit', commitText(task.commit)],
      [
        'Tokens',
        `${tokensText(task.usedTokens)} used, ${tokensText(task.estimateTokens)} estimated`,
      ],
      ['Agent', task.agentName],
      ['Lease', lease && `${lease.runId ?? lease.agentId} until ${lease.expiresAt}`],
      ['Deferred', deferral && `${deferral.category}: ${deferral.reason}`],
      ['Skipped', task.skipReason],
      ['Approach', deferral?.approach],
      ['Risk', deferral?.risk],
      ['Finding', finding && `${finding.id}, ${finding.source}`],
      ['Files', finding?.files.map(place).join(', ')],
      ['Check', finding?.check],
      ['Plan node', node && [...node.above, { id: node.id }].map(({ id }) => id).join(' › ')],
      ['For', node?.agentType],
      ['Done when', node?.completionCriteria.join('; ')],
      ['Last error', task.lastError],
    ],
    view,
  );
  return finding === null || finding.body === '' ? about : `${about}\n\n${plainText(finding.body)}`;
}

function showAssignment({ task, lease }: Assignment, view: View): string {
  return `${showTask(task, view)}\n${facts(
    [
      ['Run', lease.runId],
      ['Fencing token', String(lease.fencingToken)],
      ['Lease until', lease.expiresAt],
    ],
    view,
  )}`;
}

function place({ path, line }: { path: string; line: number | null }): string {
  return line === null ? path : `${path}:${line}`;
}

const columns: readonly Column<Task>[] = [
  { title: 'KEY', text: (task) => task.key },
  { title: 'STATUS', text: (task) => task.status, format: (task) => statusFormat(task.status) },
  {
    title: 'SEVERITY',
    text: (task) => task.severity ?? '',
    format: (task) => severityFormat(task.severity),
  },
  { title: 'TITLE', text: (task) => task.title, isFlexible: true },
  { title: 'TRIES', text: (task) => String(task.attempts), isRight: true },
  { title: 'COMMIT', text: (task) => commitText(task.commit) ?? '' },
];

export const taskRenderers = {
  listTasks: listRenderer('tasks', columns),
  showTask,
  claimTask: ({ assignments }, view) =>
    assignments.length === 0
      ? view.style('dim', 'No task is ready.')
      : assignments.map((assignment) => showAssignment(assignment, view)).join('\n\n'),
  receiveTasks: showAssignment,
  heartbeatTask: ({ lease, isStopRequested }, view) =>
    facts(
      [
        ['Lease until', lease.expiresAt],
        ['Stop requested', isStopRequested ? 'yes' : 'no'],
      ],
      view,
    ),
  releaseTask: showTask,
} satisfies Renderers;
