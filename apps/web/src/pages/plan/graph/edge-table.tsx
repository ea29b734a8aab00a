import { useState } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Pager } from '../../../components/pager.tsx';
import { formatLabel } from '../../../format/label.ts';
import { webLimits } from '../../../limits.ts';
import { NodeLink } from '../node-link.tsx';
import { usePlan } from '../plan-context.ts';

/** The same arrows in words, for those who read rather than look. */
export function EdgeTable() {
  const { document, editor, criticalPath } = usePlan();
  const [page, setPage] = useState(1);
  const { edges } = document;
  if (edges.length === 0) {
    return (
      <EmptyState title="Nothing waits for anything">
        <p>Connect nodes with C in the tree, or with “Connect …” beside a node.</p>
      </EmptyState>
    );
  }
  const critical = new Set(criticalPath);
  const pages = Math.ceil(edges.length / webLimits.rowsPerPage);
  const current = Math.min(page, pages);
  const start = (current - 1) * webLimits.rowsPerPage;
  return (
    <>
      <div className="table-frame">
        <table className="cards-when-narrow">
          <caption className="visually-hidden">Dependencies of the plan</caption>
          <thead>
            <tr>
              <th scope="col">First</th>
              <th scope="col">Then</th>
              <th scope="col">Kind</th>
              <th scope="col">Critical</th>
              <th scope="col">
                <span className="visually-hidden">Take away</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.slice(start, start + webLimits.rowsPerPage).map((edge) => (
              <tr key={`${edge.from}>${edge.to}>${edge.kind}`}>
                <th scope="row">
                  <NodeLink id={edge.from} withTitle />
                </th>
                <td data-label="Then">
                  <NodeLink id={edge.to} withTitle />
                </td>
                <td data-label="Kind">
                  {formatLabel(edge.kind)}
                  {edge.when !== undefined && `, if ${edge.when}`}
                </td>
                <td data-label="Critical">
                  {critical.has(edge.from) && critical.has(edge.to) ? 'yes' : 'no'}
                </td>
                <td className="cell-button">
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={`Take the arrow from ${edge.from} to ${edge.to} away`}
                    onClick={() =>
                      editor.edit([{ kind: 'disconnect', from: edge.from, to: edge.to }])
                    }
                  >
                    <Icon name="close" />
                  </button>
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
