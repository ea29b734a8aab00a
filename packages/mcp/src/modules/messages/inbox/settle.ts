import type { DeliveryOutcome } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import type { Writer } from '../../../store/store.ts';
import { announceDead } from '../announce-dead.ts';
import { applyChange } from '../count-inboxes.ts';
import {
  isSpent,
  judgeAcknowledgement,
  judgeRefusal,
  type Standing,
} from '../rules/judge-deliveries.ts';
import { acknowledgeOpen, standings } from '../statements.ts';
import type { DeliveryRow, MessageTables } from '../tables.ts';

/** Acknowledges deliveries of one agent; what was settled another way meanwhile too. */
export async function acknowledge(
  context: CommandContext,
  agentId: string,
  deliveryIds: readonly string[],
): Promise<DeliveryOutcome[]> {
  const { store, principal, clock } = context;
  const { tenant } = principal;
  const ids = [...new Set(deliveryIds)];
  const opened = await acknowledgeOpen.all(
    store,
    [tenant, agentId, clock.now()],
    ids.map((id) => [id]),
  );
  const done = new Set(opened.map(({ id }) => id));
  const rest = ids.filter((id) => !done.has(id));
  const known = await readStandings(store, tenant, agentId, rest);
  const outcomes = new Map(rest.map((id) => [id, judgeAcknowledgement(known.get(id))] as const));
  const late = rest.filter((id) => outcomes.get(id) === 'done');
  await setState(store, tenant, late, { state: 'acked', settled_at: clock.now() });
  if (done.size + late.length > 0) {
    const change = { open: -done.size, acknowledged: done.size + late.length };
    await applyChange(store, { tenant, agentId }, change);
  }
  return deliveryIds.map((deliveryId) => ({
    deliveryId,
    outcome: outcomes.get(deliveryId) ?? 'done',
  }));
}

/** Gives deliveries of one agent back; those whose attempts are spent become dead letters. */
export async function refuse(
  context: CommandContext,
  agentId: string,
  refused: readonly { deliveryId: string; attempt: number }[],
  { delayMs, reason }: { delayMs: number; reason: string },
): Promise<DeliveryOutcome[]> {
  const { store, principal, clock } = context;
  const { tenant } = principal;
  const now = clock.now();
  const ids = [...new Set(refused.map(({ deliveryId }) => deliveryId))];
  const known = await readStandings(store, tenant, agentId, ids);
  const outcomes = refused.map(({ deliveryId, attempt }) => ({
    deliveryId,
    outcome: judgeRefusal(known.get(deliveryId), attempt),
  }));
  const done = new Set(
    outcomes.flatMap(({ deliveryId, outcome }) => (outcome === 'done' ? [deliveryId] : [])),
  );
  const spent = [...done].filter((id) => isSpentNow(known.get(id)));
  const again = [...done].filter((id) => !spent.includes(id));
  await setState(store, tenant, again, { state: 'delayed', available_at: now + delayMs, reason });
  await setState(store, tenant, spent, { state: 'dead', settled_at: now, reason });
  if (spent.length > 0) {
    const change = { open: -spent.length, dead: spent.length };
    await applyChange(store, { tenant, agentId }, change);
  }
  for (const id of spent) {
    announceDead(context, {
      deliveryId: id,
      messageId: known.get(id)?.messageId ?? '',
      agentId,
      cause: 'attempts',
    });
  }
  return outcomes;
}

interface KnownStanding extends Standing {
  readonly messageId: string;
}

function isSpentNow(standing: Standing | undefined): boolean {
  return standing !== undefined && isSpent(standing);
}

async function readStandings(
  store: Writer,
  tenant: string,
  agentId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownStanding>> {
  const rows = await standings.all(
    store,
    [tenant, agentId],
    ids.map((id) => [id]),
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        state: row.state,
        attempt: row.attempt,
        attemptLimit: row.attempt_limit,
        messageId: row.message_id,
      },
    ]),
  );
}

async function setState(
  store: Writer,
  tenant: string,
  ids: readonly string[],
  change: Partial<Pick<DeliveryRow, 'state' | 'settled_at' | 'available_at' | 'reason'>>,
): Promise<void> {
  if (ids.length === 0) return;
  const tables: Kysely<MessageTables> = store;
  await tables
    .updateTable('message_delivery')
    .set(change)
    .where('tenant', '=', tenant)
    .where('id', 'in', ids)
    .execute();
}
