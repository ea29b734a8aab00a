import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { deadLetterHandlers } from './dead-letters/dead-letter-handlers.ts';
import { messageGauges } from './gauges.ts';
import { inboxHandlers } from './inbox/inbox-handlers.ts';
import { messageLimits } from './limits.ts';
import { messageQuotaFacts } from './quota-facts.ts';
import { readHandlers } from './read/read-handlers.ts';
import { requestHandler } from './send/request-handler.ts';
import { sendHandlers } from './send/send-handlers.ts';
import { trimHandler } from './sweep/forget-old.ts';
import { sweepHandler } from './sweep/sweep-handler.ts';
import { messageMigrations } from './tables.ts';
import { topicHandlers } from './topics/topic-handlers.ts';

/** What agents tell each other, and whether it arrived. */
export const messagesModule: Module = {
  name: 'messages',
  migrations: messageMigrations,
  quotaFacts: [messageQuotaFacts],
  gauges: messageGauges,
  duties: [
    moduleDuty(operations.sweepMessages, messageLimits.sweepMs, {}),
    moduleDuty(operations.trimMessages, messageLimits.trimMs, {}),
  ],
  handlers: [
    ...sendHandlers,
    requestHandler,
    ...inboxHandlers,
    ...readHandlers,
    ...deadLetterHandlers,
    ...topicHandlers,
    sweepHandler,
    trimHandler,
  ],
};
