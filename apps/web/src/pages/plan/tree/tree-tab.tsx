import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';
import { useHub } from '../../../app/hub-context.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Icon } from '../../../components/icon.tsx';
import { SearchBox } from '../../../components/search-box.tsx';
import { planQueries } from '../../../data/plan-queries.ts';
import { formatCount } from '../../../format/count.ts';
import { addChild } from '../../../plan/new-node.ts';
import { openTo, visibleRows } from '../../../plan/visible-rows.ts';
import { usePlan } from '../plan-context.ts';
import { TreeGrid } from './tree-grid.tsx';
import { treeKeyHelp } from './tree-keys.ts';

const route = getRouteApi('/plans/$planId');

interface TreeTabProps {
  open: ReadonlySet<string>;
  onOpen: (open: ReadonlySet<string>) => void;
}

/** The plan as a tree that can be edited in place. */
export function TreeTab({ open, onOpen }: TreeTabProps) {
  const { plan, outline, editor } = usePlan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = useDeferredValue(search.q ?? '');
  const rows = useMemo(() => visibleRows(outline, open, words), [outline, open, words]);
  const problems = useProblems();
  const addEpic = () => {
    const edit = addChild(null);
    if (edit !== null) editor.edit([edit]);
  };

  return (
    <>
      <div className="filters tree-tools">
        <SearchBox
          label="Search the plan"
          placeholder="Title, id, file, agent"
          value={search.q ?? ''}
          onValue={(q) =>
            void navigate({
              search: ({ q: _q, ...old }) => (q === '' ? old : { ...old, q }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <div className="button-group">
          <button type="button" className="button small" onClick={() => onOpen(openTo(outline, 5))}>
            Open all
          </button>
          <button type="button" className="button small" onClick={() => onOpen(openTo(outline, 1))}>
            Features
          </button>
          <button type="button" className="button small" onClick={() => onOpen(new Set())}>
            Close all
          </button>
        </div>
        <button type="button" className="button small" onClick={addEpic}>
          <Icon name="plus" />
          Add epic
        </button>
        <p className="muted filter-count" role="status">
          {rows.length === outline.nodes.length
            ? formatCount(rows.length, 'node')
            : `${rows.length.toLocaleString('en')} of ${formatCount(outline.nodes.length, 'node')}`}
        </p>
      </div>
      {outline.nodes.length === 0 ? (
        <EmptyState title="The plan is empty">
          <p>Begin with an epic: what is to be there in the end.</p>
          <button type="button" className="button primary" onClick={addEpic}>
            <Icon name="plus" />
            Add epic
          </button>
        </EmptyState>
      ) : rows.length === 0 ? (
        <EmptyState title="No node matches">
          <p>“{words}” is in no title, id, file or agent type of this plan.</p>
        </EmptyState>
      ) : (
        <TreeGrid key={plan.id} rows={rows} open={open} onOpen={onOpen} problems={problems} />
      )}
      <KeyHelp />
    </>
  );
}

function KeyHelp() {
  return (
    <details className="tree-help">
      <summary>Keys</summary>
      <dl>
        {treeKeyHelp.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** First error at each node; the findings tab has them all. */
function useProblems(): ReadonlyMap<string, string> {
  const { plan } = usePlan();
  const check = useQuery({
    ...planQueries.check(useHub(), plan.id),
    enabled: plan.findings.error > 0,
  });
  const findings = plan.findings.error > 0 ? check.data?.findings : undefined;
  return useMemo(() => {
    const problems = new Map<string, string>();
    for (const { severity, path, message } of findings ?? []) {
      const id = path.at(-1);
      if (severity === 'error' && id !== undefined && !problems.has(id)) problems.set(id, message);
    }
    return problems;
  }, [findings]);
}
