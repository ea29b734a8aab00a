import { exitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { limits } from '../limits.ts';

/** A request to stop, once it comes. */
export interface StopSignal {
  readonly signal: AbortSignal;
  readonly stopped: Promise<void>;
  dispose(): void;
}

/**
 * Listens for Ctrl-C and `kill`. The first asks to end well, a second ends at once.
 *
 * npm passes on what the terminal already sent to everybody, so signals close together
 * are one.
 */
export function listenForStop(io: Io): StopSignal {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstMs: number | null = null;
  const listener = () => {
    const nowMs = io.now();
    if (firstMs !== null && nowMs - firstMs > limits.signalEchoMs) io.exitNow(exitCode.interrupted);
    firstMs ??= nowMs;
    controller.abort();
    resolve();
  };
  io.signals.on('SIGINT', listener);
  io.signals.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    stopped: promise,
    dispose() {
      io.signals.off('SIGINT', listener);
      io.signals.off('SIGTERM', listener);
    },
  };
}
