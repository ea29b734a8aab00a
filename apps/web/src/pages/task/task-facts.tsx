import type { Task } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { Elapsed } from '../../components/elapsed.tsx';
import { Facts } from '../../components/facts.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { Unknown } from '../../components/unknown.tsx';
import { queries } from '../../data/queries.ts';
import { formatLabel } from '../../format/label.ts';
import { formatTokenUse } from '../../format/tokens.ts';
import { printable } from '../../text/printable-text.ts';

export function TaskFacts({ task }: { task: Task }) {
  return (
    <Facts
      facts={[
        ['Kind', task.type ? `${task.kind}, ${formatLabel(task.type.toLowerCase())}` : task.kind],
        ['Phase', String(task.phase)],
        ['Component', task.component],
        [
          'Branch',
          <span key="branch" className="mono">
            {task.branch}
          </span>,
        ],
        ['Agent', task.agentName],
        ['Attempts', String(task.attempts)],
        ['Tokens', formatTokenUse(task.usedTokens, task.estimateTokens)],
        ['Started', task.startedAt && <TimeAgo key="started" at={task.startedAt} />],
        ['Took', <Took key="took" task={task} />],
        ['Skipped because', task.skipReason && printable(task.skipReason)],
        ['Polish', task.category && formatLabel(task.category)],
        ['Commit', task.commit && <code key="commit">{task.commit}</code>],
        ['May change', task.scope.length > 0 && <Paths key="scope" paths={task.scope} />],
        ['Depends on', task.dependsOn.length > 0 && <Dependencies key="depends" task={task} />],
      ]}
    />
  );
}

/** A task that ended without being done has no end of its own: its runs tell. */
function Took({ task }: { task: Task }) {
  const isKnown = task.completedAt !== null || task.status === 'in-progress';
  if (task.startedAt === null || !isKnown) return <Unknown label="unknown" />;
  return <Elapsed from={task.startedAt} to={task.completedAt} />;
}

function Paths({ paths }: { paths: readonly string[] }) {
  return (
    <ul className="plain mono">
      {paths.map((path) => (
        <li key={path} className="long-text">
          {path}
        </li>
      ))}
    </ul>
  );
}

/** Other tasks by key once the plan is known; links work either way. */
function Dependencies({ task }: { task: Task }) {
  const missionId = task.missionId ?? '';
  const tasks = useQuery({
    ...queries.tasks(useHub(), missionId),
    enabled: task.missionId !== null,
  });
  const keyOf = new Map(tasks.data?.items.map((other) => [other.id, other.key]));
  return (
    <ul className="plain inline-list mono">
      {task.dependsOn.map((taskId) => (
        <li key={taskId}>
          <Link to="/tasks/$taskId" params={{ taskId }}>
            {keyOf.get(taskId) ?? taskId.slice(-8)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
