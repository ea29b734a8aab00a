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
} from './statements.ts';

/**
 * One round of what is due, for all tenants at once. Each part is bounded; what is left over is
 * done by the next round.
 */
export const sweepHandler = command(
  operations.sweepMessages,
  async (context) => {
    context.quiet();
    const { dead, expired } = await settleDue(context);
    const assigned = (await assignWaiting(context)) + (await moveFromOffline(context));
    const forgotten = await forgetOld(context);
    return { dead, expired, assigned, forgotten };
  },
  { isForAllTenants: true },
);

async function settleDue(context: CommandContext): Promise<{ dead: number; expired: number }> {
  const { store, clock } = context;
  const parameters = [clock.now(), messageLimits.sweepRowsMax];
  const lapsed = await buryLapsed.all(store, parameters);
  const unwanted = await buryUnassigned.all(store, parameters);
  const expired = [
    ...(await expireWaiting.all(store, parameters)),
    ...(await expireLapsed.all(store, parameters)),
  ];
  const changes: InboxChanges = new Map();
  countEach(changes, lapsed, { open: -1, dead: 1 });
  countEach(changes, expired, { open: -1, expired: 1 });
  await applyChanges(store, changes);
  announceEach(context, lapsed, 'attempts');
  announceEach(context, unwanted, 'nobody');
  return { dead: lapsed.length + unwanted.length, expired: expired.length };
}

function countEach(
  changes: InboxChanges,
  rows: readonly Settled[],
  change: { open: number; dead?: number; expired?: number },
): void {
  for (const { agent_id, tenant } of rows) {
    if (agent_id !== null) addChange(changes, { tenant, agentId: agent_id }, change);
  }
}

function announceEach(
  context: CommandContext,
  rows: readonly Settled[],
  cause: 'attempts' | 'nobody',
): void {
  for (const { id, tenant, agent_id, message_id } of rows) {
    announceDead(context.forTenant(tenant), {
      deliveryId: id,
      messageId: message_id,
      agentId: agent_id,
      cause,
    });
  }
}
