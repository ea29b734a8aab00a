import { useConnectionState } from '../app/hub-context.ts';

const words = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
} as const;

/** Whether what is shown is current. Announced politely when it changes. */
export function ConnectionBadge() {
  const state = useConnectionState();
  return (
    <span className={`connection connection-${state}`} role="status">
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{words[state]}</span>
      {state === 'reconnecting' && <span className="connection-more"> – may be old</span>}
    </span>
  );
}
