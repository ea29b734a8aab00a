import type { Event } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { webLimits } from '../../limits.ts';
import { describeEvent } from '../../text/describe-event.ts';

/** What happened, newest first. */
export function EventsTab({ missionId }: { missionId: string }) {
  const hub = useHub();
  const feed = useQuery(queries.feed(hub, missionId));
  const tasks = useQuery(queries.tasks(hub, missionId));
  const keyOf = new Map(tasks.data?.items.map((task) => [task.id, task.key]));
  return (
    <QueryView query={feed} label="events">
      {({ items, hasEarlier }) => {
        if (items.length === 0) return <EmptyState title="Nothing has happened yet" />;
        const shown = items.slice(-webLimits.feedEventsShown).toReversed();
        return (
          <>
            <ol className="feed" reversed>
              {shown.map((event) => (
                <EventRow key={event.seq} event={event} taskKey={keyOf.get(event.taskId ?? '')} />
              ))}
            </ol>
            {(hasEarlier || shown.length < items.length) && (
              <p className="hint">
                Only the newest {shown.length} are shown; <code>mosaic event list</code> shows all.
              </p>
            )}
          </>
        );
      }}
    </QueryView>
  );
}

function EventRow({ event, taskKey }: { event: Event; taskKey: string | undefined }) {
  const { sentence, facts } = describeEvent(event);
  const { taskId } = event;
  return (
    <li>
      <time dateTime={event.at} title={new Date(event.at).toLocaleString()}>
        {new Date(event.at).toLocaleTimeString('en-GB')}
      </time>
      <span className="long-text">
        {taskId !== null && (
          <Link
            to="."
            search={(old) => ({ ...old, task: taskId })}
            resetScroll={false}
            className="mono"
          >
            {taskKey ?? taskId.slice(-8)}
          </Link>
        )}{' '}
        {sentence}
        {facts !== '' && <span className="muted"> – {facts}</span>}
      </span>
    </li>
  );
}
