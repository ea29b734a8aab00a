import { operations } from '@mosaic/contract';
import type { PipelineScope } from './create-backbone.ts';
import type { CommandContext, NewEvent } from './handler.ts';

/**
 * Counts the events of a command against the quotas of their tenants and projects.
 *
 * What comes through a door is refused when it would pass a quota. What the hub does by itself
 * is only counted: work that was let in is brought to its end.
 */
export async function chargeEvents(
  scope: PipelineScope,
  context: CommandContext,
  events: readonly { tenant: string; event: NewEvent }[],
  isFromDoor: boolean,
): Promise<void> {
  const counts = new Map<string, { tenant: string; projectId: string | null; amount: number }>();
  for (const { tenant, event } of events) {
    if (scope.quotas?.isSet(tenant, 'events-per-day') !== true) continue;
    const projectId = event.projectId ?? null;
    const key = `${tenant} ${projectId}`;
    const known = counts.get(key) ?? { tenant, projectId, amount: 0 };
    counts.set(key, { ...known, amount: known.amount + 1 });
  }
  for (const { tenant, projectId, amount } of counts.values()) {
    await context.forTenant(tenant).call(operations.takeQuota, {
      kind: 'events-per-day',
      amount,
      required: isFromDoor,
      isForced: !isFromDoor,
      ...(projectId === null ? {} : { projectId }),
    });
  }
}
