import type { Run, Task } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Elapsed } from '../../components/elapsed.tsx';
import { Pager } from '../../components/pager.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { TokenCount } from '../../components/token-count.tsx';
import { printable } from '../../text/printable-text.ts';

interface RunTableProps {
  runs: readonly Run[];
  taskOf: ReadonlyMap<string, Task>;
  chosenId: string | null;
}

const runsPerPage = 25;

/** Ended runs, newest first; the key opens the log. */
export function RunTable({ runs, taskOf, chosenId }: RunTableProps) {
  const [page, setPage] = useState(1);
  const pages = Math.ceil(runs.length / runsPerPage);
  const shown = runs.slice((page - 1) * runsPerPage, page * runsPerPage);
  return (
    <>
      <div className="table-frame">
        <table className="cards-when-narrow">
          <caption className="visually-hidden">Earlier runs, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Outcome</th>
              <th scope="col">What happened</th>
              <th scope="col">Agent</th>
              <th scope="col" className="number">
                Took
              </th>
              <th scope="col" className="number">
                Tokens
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <tr key={run.id} className={run.id === chosenId ? 'row-chosen' : ''}>
                <th scope="row" className="nowrap">
                  <Link to="." search={(old) => ({ ...old, run: run.id })} resetScroll={false}>
                    <span className="mono">
                      {taskOf.get(run.taskId)?.key ?? run.taskId.slice(-8)}
                    </span>{' '}
                    {run.step} {run.attempt}
                  </Link>
                </th>
                <td className="cell-status">
                  <StatusBadge status={run.status} />
                </td>
                <td className="cell-title long-text">{outcomeText(run)}</td>
                <td data-label="Agent">{run.agentName}</td>
                <td data-label="Took" className="number">
                  <Elapsed from={run.startedAt} to={run.finishedAt} />
                </td>
                <td data-label="Tokens" className="number">
                  <TokenCount tokens={run.usedTokens} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} pages={pages} onPage={setPage} />
    </>
  );
}

function outcomeText(run: Run): string {
  const text =
    run.failure === null ? (run.notes ?? '') : `${run.failure.code}: ${run.failure.message}`;
  const firstLine = printable(text).trim().split('\n')[0] ?? '';
  return firstLine.length > 160 ? `${firstLine.slice(0, 160)} …` : firstLine;
}
