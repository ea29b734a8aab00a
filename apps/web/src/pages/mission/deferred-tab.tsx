import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { DeferralFacts } from '../../components/deferral-facts.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { SeverityTag } from '../../components/severity-tag.tsx';
import { queries } from '../../data/queries.ts';
import { printable } from '../../text/printable-text.ts';

export function DeferredTab({ missionId }: { missionId: string }) {
  const tasks = useQuery(queries.tasks(useHub(), missionId));
  return (
    <QueryView query={tasks} label="tasks">
      {({ items }) => {
        const deferred = items.filter((task) => task.status === 'deferred');
        if (deferred.length === 0) {
          return (
            <EmptyState title="Nothing was deferred">
              <p>What stays open after polish is listed here, each with its reason and risk.</p>
            </EmptyState>
          );
        }
        return (
          <ul className="card-list">
            {deferred.map((task) => (
              <li key={task.id} className="card">
                <h2 className="card-title">
                  <Link
                    to="."
                    search={(old) => ({ ...old, task: task.id })}
                    resetScroll={false}
                    className="card-link"
                  >
                    <span className="mono">{task.key}</span> {printable(task.title)}
                  </Link>
                </h2>
                <p className="meta">
                  <SeverityTag severity={task.severity} />
                  <span>phase {task.phase}</span>
                  <span>{task.component}</span>
                </p>
                {task.deferral === null ? (
                  <p className="muted">No reason was recorded.</p>
                ) : (
                  <DeferralFacts deferral={task.deferral} />
                )}
              </li>
            ))}
          </ul>
        );
      }}
    </QueryView>
  );
}
