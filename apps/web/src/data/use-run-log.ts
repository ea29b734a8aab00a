import { operations } from '@mosaic/contract';
import { useEffect, useState } from 'react';
import { useHub } from '../app/hub-context.ts';
import { webLimits } from '../limits.ts';
import { createPrintableText } from '../text/printable-text.ts';
import { newPart } from './log-position.ts';

export interface RunLog {
  text: string;
  /** True when the beginning is not shown. */
  isCut: boolean;
  isEnd: boolean;
  isOpen: boolean;
  error: Error | null;
}

const empty: RunLog = { text: '', isCut: false, isEnd: false, isOpen: false, error: null };
/** At most ten drawings a second, however fast the log grows. */
const drawMs = 100;

/** Follows the log of a run while it is shown; `attempt` starts over after a failure. */
export function useRunLog(runId: string, attempt: number): RunLog {
  const hub = useHub();
  const [log, setLog] = useState<RunLog>(empty);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` is asked for to start over.
  useEffect(() => {
    const stop = new AbortController();
    const printed = createPrintableText(webLimits.logTailChars);
    let position = { nextOffset: 0 };
    let isEnd = false;
    let isOpen = false;
    let error: Error | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      timer = undefined;
      setLog({ text: printed.text, isCut: printed.isCut, isEnd, isOpen, error });
    };
    const drawSoon = () => {
      if (!stop.signal.aborted) timer ??= setTimeout(draw, drawMs);
    };

    async function follow(): Promise<void> {
      const chunks = hub.stream(
        operations.followRun,
        { runId },
        {
          signal: stop.signal,
          onConnection: (state) => {
            isOpen = state === 'open';
            drawSoon();
          },
        },
      );
      for await (const chunk of chunks) {
        const { text, isGap } = newPart(position, chunk);
        printed.push(
          isGap ? `\n… ${chunk.offset - position.nextOffset} characters missing …\n${text}` : text,
        );
        position = { nextOffset: Math.max(position.nextOffset, chunk.nextOffset) };
        isEnd = chunk.isEnd;
        drawSoon();
        if (isEnd) return;
      }
    }

    setLog(empty);
    follow()
      .catch((cause: unknown) => {
        error = cause instanceof Error ? cause : new Error(String(cause));
      })
      .finally(drawSoon);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [hub, runId, attempt]);

  return log;
}
