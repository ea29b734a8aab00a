import type { Event, EventType } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TaskLink } from '../../components/task-link.tsx';
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
      {({ items, hasEarlier }) =>
        items.length === 0 ? (
          <EmptyState title="Nothing has happened yet" />
        ) : (
          <FeedList events={items} hasEarlier={hasEarlier} keyOf={keyOf} />
        )
      }
    </QueryView>
  );
}

/** Heartbeats of the work: true, frequent, and seldom what somebody looks for. */
const quietTypes: ReadonlySet<EventType> = new Set(['run.progressed', 'mission.changed']);

interface FeedListProps {
  events: readonly Event[];
  hasEarlier: boolean;
  keyOf: ReadonlyMap<string, string>;
}

function FeedList({ events, hasEarlier, keyOf }: FeedListProps) {
  const [hasQuiet, setHasQuiet] = useState(false);
  const wanted = hasQuiet ? events : events.filter((event) => !quietTypes.has(event.type));
  const shown = wanted.slice(-webLimits.feedEventsShown).toReversed();
  return (
    <>
      <label className="check feed-check">
        <input
          type="checkbox"
          checked={hasQuiet}
          onChange={(event) => setHasQuiet(event.target.checked)}
        />
        <span>Progress reports too</span>
      </label>
      <ol className="feed" reversed>
        {shown.map((event) => (
          <EventRow key={event.seq} event={event} taskKey={keyOf.get(event.taskId ?? '')} />
        ))}
      </ol>
      {(hasEarlier || shown.length < wanted.length) && (
        <p className="hint">
          Only the newest {shown.length} are shown; <code>mosaic event list</code> shows all.
        </p>
      )}
    </>
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
          <TaskLink taskId={taskId} className="mono">
            {taskKey ?? taskId.slice(-8)}
          </TaskLink>
        )}{' '}
        {sentence}
        {facts !== '' && <span className="muted"> – {facts}</span>}
      </span>
    </li>
  );
}
