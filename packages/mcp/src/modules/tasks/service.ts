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
    handlers: [claimHandler(issueWorkerToken), ...leaseHandlers, ...planHandlers, ...readHandlers],
  };
}
