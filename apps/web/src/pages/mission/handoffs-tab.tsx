import type { Handoff } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Facts } from '../../components/facts.tsx';
import { LogText } from '../../components/log-text.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { queries } from '../../data/queries.ts';
import { formatLabel } from '../../format/label.ts';
import { printable } from '../../text/printable-text.ts';

export function HandoffsTab({ missionId }: { missionId: string }) {
  const handoffs = useQuery(queries.handoffs(useHub(), missionId));
  return (
    <QueryView query={handoffs} label="handoffs">
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="No handoffs">
            <p>
              When the context of a worker reaches 55 %, or a mission is stopped, the work is handed
              over here.
            </p>
          </EmptyState>
        ) : (
          <ul className="card-list">
            {items.map((handoff) => (
              <li key={handoff.id} className="card">
                <HandoffCard handoff={handoff} />
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

function HandoffCard({ handoff }: { handoff: Handoff }) {
  return (
    <>
      <h2 className="card-title long-text">
        {formatLabel(handoff.kind)}: {printable(handoff.reason)}
      </h2>
      <Facts
        facts={[
          ['Written', <TimeAgo key="written" at={handoff.createdAt} />],
          [
            'Taken over',
            handoff.acknowledgedAt === null ? (
              'not yet'
            ) : (
              <TimeAgo key="taken" at={handoff.acknowledgedAt} />
            ),
          ],
          [
            'Context',
            handoff.contextPercent === null ? null : `${Math.round(handoff.contextPercent)} %`,
          ],
          [
            'Task',
            handoff.taskId === null ? null : (
              <Link key="task" to="/tasks/$taskId" params={{ taskId: handoff.taskId }}>
                open the task
              </Link>
            ),
          ],
          ['State hash', <code key="hash">{handoff.stateHash}</code>],
        ]}
      />
      <details>
        <summary>Kickstart text</summary>
        <CopyButton text={handoff.kickstart} label="Copy" />
        <LogText text={handoff.kickstart} label="Kickstart text" />
      </details>
    </>
  );
}
