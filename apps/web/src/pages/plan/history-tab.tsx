import { useQuery } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { planQueries } from '../../data/plan-queries.ts';
import { printable } from '../../text/printable-text.ts';
import { usePlan } from './plan-context.ts';

/** Changes of the plan, newest first; those taken back can be made again until another is made. */
export function HistoryTab() {
  const { plan, editor } = usePlan();
  const history = useQuery(planQueries.history(useHub(), plan.id));
  return (
    <>
      <p className="button-row history-tools">
        <button type="button" className="button" disabled={!plan.canUndo} onClick={editor.undo}>
          <Icon name="undo" />
          Undo the newest change
        </button>
        <button type="button" className="button" disabled={!plan.canRedo} onClick={editor.redo}>
          <Icon name="redo" />
          Make it again
        </button>
        <span className="hint">Ctrl+Z and Ctrl+Shift+Z do the same on every tab.</span>
      </p>
      <QueryView query={history} label="history">
        {({ items, hasMore }) =>
          items.length === 0 ? (
            <EmptyState title="Nothing was changed yet">
              <p>Every change is listed here and can be taken back.</p>
            </EmptyState>
          ) : (
            <>
              <ol className="feed history" reversed>
                {items.map((change) => (
                  <li key={change.seq} className={change.isUndone ? 'history-undone' : ''}>
                    <span className="history-time nowrap">
                      <TimeAgo at={change.at} />
                    </span>
                    <span className="long-text">
                      {printable(change.summary) || 'Change'}
                      {change.isUndone && <b>&nbsp;– taken back</b>}
                    </span>
                    <span className="history-actor muted">{printable(change.actor)}</span>
                  </li>
                ))}
              </ol>
              {hasMore && <p className="hint">Older changes are not shown.</p>}
            </>
          )
        }
      </QueryView>
    </>
  );
}
