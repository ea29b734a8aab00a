import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { acquireHandler } from './acquire.ts';
import { holdHandlers } from './hold-handlers.ts';
import { lockLimits } from './limits.ts';
import { readHandlers } from './read-handlers.ts';
import { lockMigrations } from './tables.ts';

/** Named locks: counted, leased, fenced and queued. */
export const locksModule: Module = {
  name: 'locks',
  migrations: lockMigrations,
  handlers: [acquireHandler, ...holdHandlers, ...readHandlers],
  duties: [moduleDuty(operations.expireLocks, lockLimits.expireEveryMs, {})],
};
