import { useQuery } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { EvidenceTable } from '../../components/evidence-table.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';

export function EvidenceTab({ missionId }: { missionId: string }) {
  const hub = useHub();
  const evidence = useQuery(queries.evidence(hub, missionId));
  const tasks = useQuery(queries.tasks(hub, missionId));
  const keyOf = new Map(tasks.data?.items.map((task) => [task.id, task.key]));
  return (
    <QueryView query={evidence} label="evidence">
      {({ items, hasMore }) =>
        items.length === 0 ? (
          <EmptyState title="No evidence yet">
            <p>
              Each gate that the platform runs in a clean checkout is kept here with its command,
              exit code and log. A worker’s word alone never counts.
            </p>
          </EmptyState>
        ) : (
          <>
            <EvidenceTable items={items} keyOf={keyOf} missionId={missionId} />
            {hasMore && <p className="hint">More evidence is listed on each task.</p>}
          </>
        )
      }
    </QueryView>
  );
}
