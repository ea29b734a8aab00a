import { isMosaicError, operations } from '@mosaic/contract';
import { limits } from './limits.ts';
import type { RunnerOptions } from './runner-options.ts';

/** The life of a runner as the hub knows it. */
export interface RunnerSession {
  readonly agentId: string;
  readonly sessionId: string;
  /** Says at once that the runner lives, and what it holds. */
  beat(): Promise<void>;
  stop(): void;
}

/**
 * Registers and keeps the session alive until stopped: every lease the runner holds lives by it.
 *
 * `holding` names the tasks in progress, so that one whose claim was never answered goes back
 * to the line. `onReplaced` is called when another process registered under the same name.
 */
export async function openSession(
  options: RunnerOptions,
  holding: () => string[],
  onReplaced: () => void,
): Promise<RunnerSession> {
  let { id: agentId, sessionId } = await register(options);
  const beat = async (): Promise<void> => {
    try {
      const input = { agentId, sessionId, holding: holding() };
      // A session that lapsed while the hub was away goes on as a new one.
      ({ sessionId } = await options.client.call(operations.heartbeatAgent, input));
    } catch (error) {
      if (!isMosaicError(error)) throw error;
      if (error.code === 'lease_lost') onReplaced();
      if (error.code === 'not_found') ({ id: agentId, sessionId } = await register(options));
      // A hub that is away is noticed by the claims; the next beat tries again.
    }
  };
  const timer = setInterval(() => void beat().catch(() => undefined), limits.heartbeatMs);
  timer.unref();
  return {
    get agentId() {
      return agentId;
    },
    get sessionId() {
      return sessionId;
    },
    beat,
    stop: () => clearInterval(timer),
  };
}

function register(options: RunnerOptions) {
  const isAllowed = options.sandbox.kind === 'bubblewrap' || options.sandbox.isWaived;
  return options.client.call(operations.registerAgent, {
    name: options.name,
    type: 'runner',
    version: options.version,
    tasksMax: options.slots,
    capabilities: [
      'step:review',
      'step:work',
      'step:verify',
      ...[...options.runtimes.keys()].map((id) => `runtime:${id}`),
      isAllowed
        ? `sandbox:${options.sandbox.kind === 'none' ? 'waived' : 'bubblewrap'}`
        : 'sandbox:none',
    ],
  });
}
