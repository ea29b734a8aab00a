import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** Rows drawn beyond the edges, so that scrolling shows no gap. */
const overscan = 12;

interface Window {
  start: number;
  end: number;
  /** Rows that fit into the frame. */
  rows: number;
  onScroll: () => void;
}

/** The part of many rows of equal height that is in sight; all of them while `isOn` is false. */
export function useWindow(
  frame: RefObject<HTMLElement | null>,
  { count, rowHeight, isOn }: { count: number; rowHeight: number; isOn: boolean },
): Window {
  const [sight, setSight] = useState({ first: 0, rows: 40 });
  const onScroll = useCallback(() => {
    const element = frame.current;
    if (element === null || !isOn) return;
    const first = Math.floor(element.scrollTop / rowHeight);
    const rows = Math.ceil(element.clientHeight / rowHeight);
    setSight((old) => (old.first === first && old.rows === rows ? old : { first, rows }));
  }, [frame, rowHeight, isOn]);
  useLayoutEffect(() => {
    onScroll();
    addEventListener('resize', onScroll);
    return () => removeEventListener('resize', onScroll);
  }, [onScroll]);
  const { rows } = sight;
  if (!isOn) return { start: 0, end: count, rows, onScroll };
  const start = Math.max(0, Math.min(sight.first, count - rows) - overscan);
  return { start, end: Math.min(count, sight.first + rows + overscan), rows, onScroll };
}
