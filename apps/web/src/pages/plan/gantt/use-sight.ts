import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

export interface Sight {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels in which the sight moves on, and drawn beyond its edges. */
const grain = 256;

/** The part of a frame that is in sight, roughly: it changes only every few hundred pixels. */
export function useSight(frame: RefObject<HTMLElement | null>): [Sight, () => void] {
  const [sight, setSight] = useState<Sight>({ left: 0, top: 0, width: 1_600, height: 900 });
  const look = useCallback(() => {
    const element = frame.current;
    if (element === null) return;
    const next = {
      left: Math.floor(element.scrollLeft / grain) * grain - grain,
      top: Math.floor(element.scrollTop / grain) * grain - grain,
      width: element.clientWidth + 3 * grain,
      height: element.clientHeight + 3 * grain,
    };
    setSight((old) =>
      old.left === next.left &&
      old.top === next.top &&
      old.width === next.width &&
      old.height === next.height
        ? old
        : next,
    );
  }, [frame]);
  useLayoutEffect(() => {
    look();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, [look]);
  return [sight, look];
}
