import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import { hubLimits } from '../../limits.ts';
import type { Module } from '../../module.ts';
import { claimHandler, type IssueWorkerToken } from './claim.ts';
import { leaseHandlers } from './lease-handlers.ts';
import { planHandlers } from './plan-handlers.ts';
import { readHandlers } from './read-handlers.ts';
import { taskMigrations } from './tables.ts';

/** Tasks with their dependencies, offers and leases. */
export function tasksModule(issueWorkerToken: IssueWorkerToken): Module {
  return {
    name: 'tasks',
    migrations: taskMigrations,
    // Ends lapsed leases while nobody claims, so that a dead runner is noticed all the same.
    duties: [moduleDuty(operations.expireTasks, hubLimits.leaseSweepMs, {})],
    handlers: [claimHandler(issueWorkerToken), ...leaseHandlers, ...planHandlers, ...readHandlers],
  };
}
