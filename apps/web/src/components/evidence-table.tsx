import type { Evidence } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatDuration } from '../format/duration.ts';
import { formatLabel } from '../format/label.ts';
import { shortCommit } from '../format/short-commit.ts';
import { printable } from '../text/printable-text.ts';
import { GateResult } from './gate-result.tsx';
import { Pager } from './pager.tsx';
import { TimeAgo } from './time-ago.tsx';

interface EvidenceTableProps {
  items: readonly Evidence[];
  /** Keys of tasks by id; null where all belong to one task. */
  keyOf: ReadonlyMap<string, string> | null;
  missionId: string;
}

const itemsPerPage = 50;

/** Gates that were run, newest first. */
export function EvidenceTable({ items, keyOf, missionId }: EvidenceTableProps) {
  const [page, setPage] = useState(1);
  const sorted = items.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const shown = sorted.slice((page - 1) * itemsPerPage, page * itemsPerPage);
  return (
    <>
      <div className="table-frame">
        <table className="cards-when-narrow">
          <caption className="visually-hidden">Evidence, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Gate</th>
              <th scope="col">Result</th>
              <th scope="col">Command</th>
              {keyOf !== null && <th scope="col">Task</th>}
              <th scope="col">Exit</th>
              <th scope="col" className="number">
                Took
              </th>
              <th scope="col">Commit</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <EvidenceRow key={item.id} item={item} keyOf={keyOf} missionId={missionId} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} pages={Math.ceil(sorted.length / itemsPerPage)} onPage={setPage} />
    </>
  );
}

interface EvidenceRowProps {
  item: Evidence;
  keyOf: ReadonlyMap<string, string> | null;
  missionId: string;
}

function EvidenceRow({ item, keyOf, missionId }: EvidenceRowProps) {
  return (
    <tr>
      <th scope="row" className="nowrap">
        <Link
          to="/missions/$missionId"
          params={{ missionId }}
          search={({ task: _task, ...old }) => ({
            ...old,
            tab: 'evidence' as const,
            evidence: item.id,
          })}
          resetScroll={false}
        >
          {item.gate}
        </Link>
      </th>
      <td className="cell-status">
        <GateResult evidence={item} />
      </td>
      <td className="cell-title mono long-text">{printable(item.command)}</td>
      {keyOf !== null && (
        <td data-label="Task" className="mono">
          {keyOf.get(item.taskId) ?? item.taskId.slice(-8)}
        </td>
      )}
      <td data-label="Exit" className="mono">
        {item.exitCode ?? formatLabel(item.endedBy)}
      </td>
      <td data-label="Took" className="number">
        {formatDuration(item.durationMs)}
      </td>
      <td data-label="Commit" className="mono" title={item.commit}>
        {shortCommit(item.commit)}
      </td>
      <td data-label="When" className="nowrap">
        <TimeAgo at={item.createdAt} />
      </td>
    </tr>
  );
}
