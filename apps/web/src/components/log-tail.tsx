import { type UIEvent, useEffect, useRef, useState } from 'react';
import { useRunLog } from '../data/use-run-log.ts';
import { ErrorNotice } from './error-notice.tsx';
import { Icon } from './icon.tsx';

interface LogTailProps {
  runId: string;
  /** Names the run, as in `MS-SEC-001, attempt 2`. */
  label: string;
}

/** Nearer to the end than this counts as being there, in pixels. */
const endPx = 32;

/** The growing log of a run: stays at the end until the reader scrolls up. */
export function LogTail({ runId, label }: LogTailProps) {
  const [attempt, setAttempt] = useState(0);
  const log = useRunLog(runId, attempt);
  const pane = useRef<HTMLPreElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is what moves the end.
  useEffect(() => {
    if (isFollowing && pane.current !== null) pane.current.scrollTop = pane.current.scrollHeight;
  }, [log.text, isFollowing]);

  const onScroll = (event: UIEvent<HTMLPreElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    setIsFollowing(scrollHeight - scrollTop - clientHeight < endPx);
  };

  return (
    <section className="log log-tail" aria-label={`Log of ${label}`}>
      <div className="log-head">
        <span className="mono">{label}</span>
        <span className="muted" role="status">
          {log.isEnd ? 'ended' : log.isOpen ? 'following' : 'connecting'}
        </span>
        {!isFollowing && (
          <button type="button" className="button small" onClick={() => setIsFollowing(true)}>
            <Icon name="down" />
            To the end
          </button>
        )}
      </div>
      {log.isCut && (
        <p className="hint log-note">Only the end is shown. All of it: mosaic run logs {runId}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard. */}
      <pre ref={pane} tabIndex={0} onScroll={onScroll}>
        {log.text === '' && (log.isEnd ? 'The run printed nothing.' : 'Nothing printed yet.')}
        {log.text}
      </pre>
      {log.error !== null && (
        <ErrorNotice
          title="The log stopped"
          error={log.error}
          onRetry={() => setAttempt((count) => count + 1)}
        />
      )}
    </section>
  );
}
