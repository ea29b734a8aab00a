import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { callOffHandlers } from './call-off.ts';
import type { IssueWorkerToken } from './claim.ts';
import { createClaimDesk } from './claim-desk.ts';
import { claimHandlers } from './claim-handlers.ts';
import { explainHandlers } from './explain.ts';
import { finishHandlers } from './finish.ts';
import { taskGauges } from './gauges.ts';
import { leaseHandlers } from './lease-handlers.ts';
import { taskMigrations } from './migrations.ts';
import { planHandlers } from './plan-handlers.ts';
import { queueHandlers } from './queue-handlers.ts';
import { taskQuotaFacts } from './quota-facts.ts';
import { readHandlers } from './read-handlers.ts';
import { submitHandlers } from './submit.ts';
import { sweepHandlers } from './sweep-handlers.ts';

/** The durable scheduler: tasks of missions and jobs, with their dependencies, turns and leases. */
export function tasksModule(issueWorkerToken: IssueWorkerToken): Module {
  return {
    name: 'tasks',
    migrations: taskMigrations,
    quotaFacts: taskQuotaFacts,
    gauges: taskGauges,
    duties: [
      moduleDuty(operations.expireTasks, 1_000, {}),
      moduleDuty(operations.promoteTasks, 500, {}),
      moduleDuty(operations.pruneTasks, 60_000, {}),
    ],
    handlers: [
      ...claimHandlers(issueWorkerToken, createClaimDesk()),
      ...submitHandlers,
      ...finishHandlers,
      ...callOffHandlers,
      ...leaseHandlers,
      ...planHandlers,
      ...readHandlers,
      ...explainHandlers,
      ...queueHandlers,
      ...sweepHandlers,
    ],
  };
}
