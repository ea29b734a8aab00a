import { operations } from '@mosaic/contract';
import { type CommandContext, command } from '../../../pipeline/handler.ts';
import { announceDead } from '../announce-dead.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { messageLimits } from '../limits.ts';
import { assignWaiting } from './assign-waiting.ts';
import { forgetOld } from './forget-old.ts';
import { moveFromOffline } from './move-from-offline.ts';
import {
  buryLapsed,
  buryUnassigned,
  expireLapsed,
  expireWaiting,
  type Settled,
  tenantsWithMessages,
} from './statements.ts';

/** One round of what is due, for all tenants. Each part is bounded; what is left over is done by the next round. */
export const sweepHandler = command(
  operations.sweepMessages,
  async (context) => {
    context.quiet();
    const sum = { dead: 0, expired: 0, assigned: 0, forgotten: 0 };
    for (const tenant of await tenantsWithMessages(context)) {
      const acting = context.forTenant(tenant);
      const { dead, expired } = await settleDue(acting);
      sum.dead += dead;
      sum.expired += expired;
      sum.assigned += (await assignWaiting(acting)) + (await moveFromOffline(acting));
      sum.forgotten += await forgetOld(acting);
    }
    return sum;
  },
  { isForAllTenants: true },
);

async function settleDue(context: CommandContext): Promise<{ dead: number; expired: number }> {
  const { store, clock } = context;
  const { tenant } = context.principal;
  const parameters = [tenant, clock.now(), messageLimits.sweepRowsMax];
  const lapsed = await buryLapsed.all(store, parameters);
  const unwanted = await buryUnassigned.all(store, parameters);
  const expired = [
    ...(await expireWaiting.all(store, parameters)),
    ...(await expireLapsed.all(store, parameters)),
  ];
  const changes: InboxChanges = new Map();
  countEach(changes, lapsed, { open: -1, dead: 1 });
  countEach(changes, expired, { open: -1, expired: 1 });
  await applyChanges(store, tenant, changes);
  for (const row of lapsed) announceDead(context, { ...namesOf(row), cause: 'attempts' });
  for (const row of unwanted) announceDead(context, { ...namesOf(row), cause: 'nobody' });
  return { dead: lapsed.length + unwanted.length, expired: expired.length };
}

function countEach(
  changes: InboxChanges,
  rows: readonly Settled[],
  change: { open: number; dead?: number; expired?: number },
): void {
  for (const { agent_id } of rows) if (agent_id !== null) addChange(changes, agent_id, change);
}

function namesOf(row: Settled) {
  return { deliveryId: row.id, messageId: row.message_id, agentId: row.agent_id };
}
