import type { Run } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { Elapsed } from '../../components/elapsed.tsx';
import { LogTail } from '../../components/log-tail.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { queries } from '../../data/queries.ts';
import { formatTokens } from '../../format/tokens.ts';
import { printable } from '../../text/printable-text.ts';

export function TaskRuns({ taskId, taskKey }: { taskId: string; taskKey: string }) {
  const runs = useQuery(queries.taskRuns(useHub(), taskId));
  return (
    <QueryView query={runs} label="runs">
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted">Nobody has tried it yet.</p>
        ) : (
          <ul className="rows">
            {items.map((run) => (
              <li key={run.id}>
                <RunEntry run={run} taskKey={taskKey} />
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

function RunEntry({ run, taskKey }: { run: Run; taskKey: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <p className="meta">
        <b>
          {run.step} {run.attempt}
        </b>
        <StatusBadge status={run.status} />
        <span>{run.agentName}</span>
        <span>{run.runtime}</span>
        <span>
          <TimeAgo at={run.startedAt} />, <Elapsed from={run.startedAt} to={run.finishedAt} />
        </span>
        <span>
          {run.usedTokens === null ? 'tokens unknown' : `${formatTokens(run.usedTokens)} tokens`}
        </span>
        {run.sandboxed === false && <span className="tone-warn">not sandboxed</span>}
        <button
          type="button"
          className="button quiet small"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Hide log' : 'Log'}
        </button>
      </p>
      {run.failure !== null && (
        <p className="report-text tone-bad">
          <code>{run.failure.code}</code> {printable(run.failure.message)}
        </p>
      )}
      {run.notes !== null && run.notes !== '' && (
        <p className="report-text muted">{printable(run.notes)}</p>
      )}
      {isOpen && <LogTail runId={run.id} label={`${taskKey}, ${run.step} ${run.attempt}`} />}
    </>
  );
}
