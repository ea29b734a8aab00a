import type { Call } from '../pipeline/backbone.ts';
import { type Clock, systemClock } from '../pipeline/clock.ts';
import type { Hub } from '../pipeline/create-backbone.ts';

/** Longest time a timer can be set to, in milliseconds. */
const timerMsMax = 2 ** 31 - 1;

/** A clock whose timers let the process end: what an embedded hub does by itself is no reason to go on. */
export const idleClock: Clock = {
  ...systemClock,
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** What somebody waits for, while it is under way. */
export interface ProcessHold {
  during<T>(work: Promise<T>): Promise<T>;
  open(): () => void;
}

/** Keeps the process alive exactly while something is under way. */
export function createProcessHold(): ProcessHold {
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;
  const open = () => {
    underWay += 1;
    timer ??= setInterval(() => undefined, timerMsMax);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      underWay -= 1;
      if (underWay > 0 || timer === null) return;
      clearInterval(timer);
      timer = null;
    };
  };
  return {
    open,
    during(work) {
      return work.finally(open());
    },
  };
}

/** The calls of a hub that its owner makes within the process. */
export interface EmbeddedHub {
  /** Authenticates with the owner's token and runs the call through the whole pipeline. */
  call(call: EmbeddedCall): Promise<unknown>;
  stream(call: EmbeddedCall): AsyncIterable<unknown>;
}

/** One call; the rest of it is always the same. */
export type EmbeddedCall = Pick<Call, 'operation' | 'input' | 'signal' | 'idempotencyKey'>;

/** A hub whose calls keep the process alive until they are answered. */
export function holdFor(hub: Hub, token: string, hold: ProcessHold): EmbeddedHub {
  const whole = (call: EmbeddedCall): Call => ({ ...call, token, surface: 'system' });
  return {
    call: (call) => hold.during(hub.call(whole(call))),
    async *stream(call) {
      const close = hold.open();
      try {
        yield* await hub.stream(whole(call));
      } finally {
        close();
      }
    },
  };
}
