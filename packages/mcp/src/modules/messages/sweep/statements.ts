import { type Statement, statement } from '../../../store/statement.ts';
import type { DeliveryRow } from '../tables.ts';

/** A delivery that was settled because its time had come. */
export type Settled = Pick<DeliveryRow, 'id' | 'tenant' | 'agent_id' | 'message_id'>;

const returning = 'returning id, tenant, agent_id, message_id';

/**
 * Lent for the last time, and not acknowledged before both lease and message were over. Which of
 * the two ended first decides: an attempt that lapsed in time is a dead letter, whenever the
 * sweep comes by. Parameters, as of all of these: now, how many.
 */
export const buryLapsed: Statement<Settled> = statement(
  'message.buryLapsed',
  `update message_delivery set state = 'dead', settled_at = $1,
     reason = 'It was handed out for the last time and not acknowledged in time.'
   where id in (select id from message_delivery
     where state = 'leased' and available_at <= $1 and attempt >= attempt_limit
       and available_at < expires_at
     order by available_at limit $2)
   ${returning}`,
);

/** Waited for an agent for as long as that is allowed. */
export const buryUnassigned: Statement<Settled> = statement(
  'message.buryUnassigned',
  `update message_delivery set state = 'dead', settled_at = $1,
     reason = 'No agent with the capability came online in time.'
   where id in (select id from message_delivery
     where state = 'unassigned' and available_at <= $1 and expires_at > $1
     order by available_at limit $2)
   ${returning}`,
);

export const expireWaiting: Statement<Settled> = statement(
  'message.expireWaiting',
  `update message_delivery set state = 'expired', settled_at = $1
   where id in (select id from message_delivery
     where state in ('ready', 'delayed', 'unassigned') and expires_at <= $1
     order by expires_at limit $2)
   ${returning}`,
);

/** Lent and not acknowledged; it could only be handed out again after its time. */
export const expireLapsed: Statement<Settled> = statement(
  'message.expireLapsed',
  `update message_delivery set state = 'expired', settled_at = $1
   where id in (select id from message_delivery
     where state = 'leased' and available_at <= $1 and expires_at <= $1
       and not (attempt >= attempt_limit and available_at < expires_at)
     order by available_at limit $2)
   ${returning}`,
);

/** Deliveries nobody asks about any more. Parameters: settled before, how many. */
export const forgetSettled: Statement<{ message_id: string }> = statement(
  'message.forgetSettled',
  `delete from message_delivery where id in (select id from message_delivery
     where state in ('acked', 'expired') and settled_at < $1
     order by settled_at limit $2)
   returning message_id`,
);

/** Dead letters nobody sent again. Parameters: dead before, how many. */
export const forgetDead: Statement<{ message_id: string }> = statement(
  'message.forgetDead',
  `delete from message_delivery where id in (select id from message_delivery
     where state = 'dead' and settled_at < $1
     order by settled_at limit $2)
   returning message_id`,
);

/** Messages nobody got, once they are old. Parameters: sent before, now, how many. */
export const forgetUnheard: Statement<{ id: string }> = statement(
  'message.forgetUnheard',
  `delete from message where id in (select id from message m
     where recipients = 0 and sent_at < $1 and expires_at < $2
       and not exists (select 1 from message_delivery d where d.message_id = m.id)
     order by sent_at limit $3)
   returning id`,
);
