import type { Module } from './module.ts';
import { agentsModule } from './modules/agents/service.ts';
import { auditModule } from './modules/audit/service.ts';
import { eventsModule } from './modules/events/service.ts';
import { evidenceModule } from './modules/evidence/service.ts';
import { handoffsModule } from './modules/handoffs/service.ts';
import { idempotencyMigrations } from './modules/idempotency/answers.ts';
import { locksModule } from './modules/locks/service.ts';
import { messagesModule } from './modules/messages/service.ts';
import { quotasModule } from './modules/quotas/service.ts';
import { runsModule } from './modules/runs/service.ts';
import { schedulesModule } from './modules/schedules/service.ts';
import { stateModule } from './modules/state/service.ts';
import { type SystemPlace, systemModule } from './modules/system/service.ts';
import type { IssueWorkerToken } from './modules/tasks/claim.ts';
import { tasksModule } from './modules/tasks/service.ts';

export interface CoordinationOptions {
  version: string;
  startedAtMs: number;
  /** Where the doors are; null before they open. */
  url: () => string | null;
  issueWorkerToken: IssueWorkerToken;
  /** Modules the hub has besides these; quotas count their rows as well. */
  others?: readonly Module[];
  /** What kind of installation this is and which of its nodes; a hub alone unless given. */
  place?: () => SystemPlace;
}

/** The modules every hub has; the composition root adds projects, missions and the like. */
export function coordinationModules(options: CoordinationOptions): Module[] {
  const modules: Module[] = [
    eventsModule,
    auditModule,
    { name: 'idempotency', migrations: idempotencyMigrations, handlers: [] },
    tasksModule(options.issueWorkerToken),
    schedulesModule,
    runsModule,
    evidenceModule,
    agentsModule,
    handoffsModule,
    messagesModule,
    stateModule(),
    locksModule,
    quotasModule(() => [...modules, ...(options.others ?? [])]),
    systemModule(options),
  ];
  return modules;
}
