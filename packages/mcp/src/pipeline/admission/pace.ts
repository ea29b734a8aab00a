/** How fast a hub gets calls done while it has any. */
export interface Pace {
  /** Tells whether calls are under way or wait, now. */
  busy(isBusy: boolean): void;
  done(): void;
  /** Time one more call takes, in milliseconds; 0 while nothing is known. */
  perCallMs(): number;
}

/** Windows of which the fastest counts. */
const windowsKept = 50;

/**
 * Measures over windows of busy time; idle time says nothing about how fast the hub is.
 *
 * The fastest of the last windows is believed. A hub that refuses a lot is slow because of that, and
 * were it believed to be slow it would refuse still more, until it did nothing else.
 */
export function createPace(now: () => number, windowMs: number): Pace {
  const windows: number[] = [];
  let busySince: number | null = null;
  let busyMs = 0;
  let count = 0;
  let perCallMs = 0;

  const settle = (): void => {
    const at = now();
    if (busySince !== null) {
      busyMs += Math.max(0, at - busySince);
      busySince = at;
    }
    if (busyMs < windowMs || count === 0) return;
    windows.push(busyMs / count);
    if (windows.length > windowsKept) windows.shift();
    perCallMs = Math.min(...windows);
    busyMs = 0;
    count = 0;
  };
  return {
    busy(isBusy) {
      if (isBusy === (busySince !== null)) return;
      settle();
      busySince = isBusy ? now() : null;
    },
    done() {
      count += 1;
      settle();
    },
    perCallMs: () => perCallMs,
  };
}
