import type { PlanSchedule } from '@mosaic/contract';
import { useMemo, useState } from 'react';
import { Pager } from '../../../components/pager.tsx';
import { formatWork } from '../../../format/work-time.ts';
import { webLimits } from '../../../limits.ts';
import { NodeLink } from '../node-link.tsx';

/** The same in words: atomics in the order in which they begin. */
export function ScheduleTable({ schedule }: { schedule: PlanSchedule }) {
  const [page, setPage] = useState(1);
  const atomics = useMemo(
    () =>
      schedule.nodes
        .filter((node) => node.worker !== null)
        .sort((a, b) => a.startMinutes - b.startMinutes),
    [schedule],
  );
  const pages = Math.max(1, Math.ceil(atomics.length / webLimits.rowsPerPage));
  const current = Math.min(page, pages);
  const start = (current - 1) * webLimits.rowsPerPage;
  return (
    <>
      <div className="table-frame">
        <table className="cards-when-narrow">
          <caption className="visually-hidden">Atomics in the order in which they begin</caption>
          <thead>
            <tr>
              <th scope="col">Atomic</th>
              <th scope="col" className="number">
                Begins
              </th>
              <th scope="col" className="number">
                Ends
              </th>
              <th scope="col" className="number">
                Slack
              </th>
              <th scope="col">Critical</th>
              <th scope="col" className="number">
                Worker
              </th>
            </tr>
          </thead>
          <tbody>
            {atomics.slice(start, start + webLimits.rowsPerPage).map((node) => (
              <tr key={node.id}>
                <th scope="row">
                  <NodeLink id={node.id} withTitle />
                </th>
                <td data-label="Begins" className="number">
                  {formatWork(node.startMinutes)}
                </td>
                <td data-label="Ends" className="number">
                  {formatWork(node.endMinutes)}
                </td>
                <td data-label="Slack" className="number">
                  {formatWork(node.slackMinutes)}
                </td>
                <td data-label="Critical">{node.isCritical ? 'yes' : 'no'}</td>
                <td data-label="Worker" className="number">
                  {(node.worker ?? 0) + 1}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={current} pages={pages} onPage={setPage} />
    </>
  );
}
