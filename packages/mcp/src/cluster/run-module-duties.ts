import type { Logger } from 'pino';
import type { Module } from '../module.ts';
import type { Clock } from '../pipeline/clock.ts';
import type { Hub } from '../pipeline/create-backbone.ts';
import type { ModuleDuty, StartDuty } from './duty.ts';

/** What the sweeping of all modules is called in the list of duties. */
export const sweepsDuty = 'sweeps';

export interface ModuleDutiesOptions {
  hub: Hub;
  modules: readonly Module[];
  clock: Pick<Clock, 'after'>;
  logger: Logger;
}

/** Does the duties of all modules, each in its own rhythm; a round that fails is tried again at its next time. */
export function runModuleDuties(options: ModuleDutiesOptions): StartDuty {
  const duties = options.modules.flatMap(({ name, duties = [] }) =>
    duties.map((duty) => ({ name, duty })),
  );
  return ({ guard, signal }) => {
    const stops = duties.map(({ name, duty }) => {
      const caller = options.hub.system(name, guard === undefined ? {} : { guard });
      return repeat(options.clock, duty, signal, async () => {
        await caller.call(duty.operation, duty.input).catch((error: unknown) => {
          if (signal.aborted) return;
          const operation = duty.operation.name;
          options.logger.warn({ err: error, operation }, 'a duty failed; it is tried again');
        });
      });
    });
    return async () => {
      await Promise.all(stops.map((stop) => stop()));
    };
  };
}

/** Runs `work` every so often, one round at a time, until stopped or aborted. */
function repeat(
  clock: Pick<Clock, 'after'>,
  { everyMs }: ModuleDuty,
  signal: AbortSignal,
  work: () => Promise<void>,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isOver = false;
  let cancel = () => {};
  const plan = () => {
    if (isOver || signal.aborted) return;
    cancel = clock.after(everyMs, () => {
      if (isOver || signal.aborted) return;
      running = work().finally(plan);
    });
  };
  plan();
  return async () => {
    isOver = true;
    cancel();
    await running;
  };
}
