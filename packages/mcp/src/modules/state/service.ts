import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { dutyHandlers } from './duties.ts';
import { type StateBounds, stateBounds, stateLimits } from './limits.ts';
import { stateQuotaFacts } from './quota-facts.ts';
import { readHandlers } from './read-handlers.ts';
import { stateMigrations } from './tables.ts';
import { watchHandler } from './watch.ts';
import { writeHandlers } from './write-handlers.ts';

/** Shared values under namespaced keys, with versions, history and watching. */
export function stateModule(bounds: StateBounds = stateBounds): Module {
  return {
    name: 'state',
    migrations: stateMigrations,
    handlers: [
      ...writeHandlers(bounds),
      ...readHandlers(bounds),
      watchHandler,
      ...dutyHandlers(bounds),
    ],
    quotaFacts: [stateQuotaFacts],
    duties: [
      moduleDuty(operations.expireState, stateLimits.expireEveryMs, {}),
      moduleDuty(operations.compactState, stateLimits.compactEveryMs, {}),
    ],
  };
}
