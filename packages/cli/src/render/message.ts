import type {
  DeadLetter,
  Delivery,
  DeliveryOutcome,
  DeliveryReport,
  Message,
  MessageAddress,
  SentMessage,
  Subscription,
} from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainJson, plainLine } from '../output/plain-text.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function addressText(to: MessageAddress): string {
  if ('agent' in to) return to.agent;
  if ('topic' in to) return `topic ${to.topic}`;
  if ('all' in to) return ['all', to.type, to.capability].filter(Boolean).join(' ');
  return `whoever can ${to.capability}`;
}

function showMessage(message: Message, view: View): string {
  return facts(
    [
      ['Message', message.id],
      ['From', message.from.name],
      ['To', addressText(message.to)],
      ['Type', message.type],
      ['Payload', plainJson(message.payload)],
      ['Priority', message.priority === 0 ? null : String(message.priority)],
      ['Thread', message.threadId === message.id ? null : message.threadId],
      ['Answers', message.replyTo],
      ['Correlation', message.correlation],
      ['Sent', message.sentAt],
      ['Expires', message.expiresAt],
    ],
    view,
  );
}

function showSent({ message, isRepeat, recipients, skipped }: SentMessage, view: View): string {
  const skippedText = skipped === 0 ? '' : `; ${skipped} skipped, their inboxes are full`;
  const outcome = isRepeat
    ? 'sent before under this key'
    : `given to ${recipients} ${recipients === 1 ? 'agent' : 'agents'}${skippedText}`;
  return `${showMessage(message, view)}\n${view.style('dim', outcome)}`;
}

function deliveryLine({ deliveryId, attempt, message }: Delivery, view: View): string {
  const text = `${message.from.name}  ${message.type}  ${plainJson(message.payload)}`;
  return `${view.style('dim', `${deliveryId} #${attempt}`)}  ${plainLine(text)}`;
}

function outcomeLines({ outcomes }: { outcomes: readonly DeliveryOutcome[] }): string {
  return outcomes.map(({ deliveryId, outcome }) => `${deliveryId}  ${outcome}`).join('\n');
}

const messageColumns: readonly Column<Message>[] = [
  { title: 'ID', text: (message) => message.id },
  { title: 'SENT', text: (message) => message.sentAt },
  { title: 'FROM', text: (message) => message.from.name },
  { title: 'TO', text: (message) => addressText(message.to) },
  { title: 'TYPE', text: (message) => message.type },
  { title: 'PAYLOAD', text: (message) => plainJson(message.payload), isFlexible: true },
];

const reportColumns: readonly Column<DeliveryReport>[] = [
  { title: 'DELIVERY', text: (report) => report.deliveryId },
  { title: 'AGENT', text: (report) => report.agentId ?? 'nobody yet' },
  { title: 'STATE', text: (report) => report.state },
  { title: 'ATTEMPTS', text: (report) => String(report.attempts), isRight: true },
  { title: 'REASON', text: (report) => report.reason ?? '', isFlexible: true },
];

const deadLetterColumns: readonly Column<DeadLetter>[] = [
  { title: 'DELIVERY', text: (letter) => letter.deliveryId },
  { title: 'AGENT', text: (letter) => letter.agentId ?? 'nobody' },
  { title: 'TYPE', text: (letter) => letter.message.type },
  { title: 'ATTEMPTS', text: (letter) => String(letter.attempts), isRight: true },
  { title: 'REASON', text: (letter) => letter.reason ?? '', isFlexible: true },
];

const subscriptionColumns: readonly Column<Subscription>[] = [
  { title: 'PATTERN', text: (subscription) => subscription.pattern, isFlexible: true },
  { title: 'AGENT', text: (subscription) => subscription.agentId },
  { title: 'SINCE', text: (subscription) => subscription.subscribedAt },
];

export const messageRenderers = {
  sendMessage: showSent,
  sendMessages: ({ sent }) =>
    sent.map(({ message, recipients }) => `${message.id}  ${recipients}`).join('\n'),
  requestReply: ({ request, reply }, view) =>
    reply === null
      ? `${showSent(request, view)}\nNo reply yet. It will be in the inbox of the sender.`
      : showMessage(reply, view),
  replyToMessage: showSent,
  receiveMessages: ({ deliveries }, view) =>
    deliveries.length === 0
      ? view.style('dim', 'Nothing to hand out.')
      : deliveries.map((delivery) => deliveryLine(delivery, view)).join('\n'),
  acknowledgeMessages: outcomeLines,
  refuseMessages: outcomeLines,
  watchMessages: deliveryLine,
  listMessages: listRenderer('messages', messageColumns),
  showMessage: ({ message, deliveries }, view) =>
    [
      showMessage(message, view),
      ...(deliveries.length > 0 ? ['', table(deliveries, reportColumns, view)] : []),
    ].join('\n'),
  showThread: listRenderer('messages', messageColumns),
  showInbox: (inbox, view) =>
    facts(
      [
        ['Agent', inbox.agentId],
        ['Open', `${inbox.open} of ${inbox.openMax}`],
        ['Ready', String(inbox.ready)],
        ['Handed out', String(inbox.handedOut)],
        ['Acknowledged', String(inbox.acknowledged)],
        ['Expired', String(inbox.expired)],
        ['Dead', String(inbox.dead)],
      ],
      view,
    ),
  subscribeTopic: ({ agentId, pattern }) => `${agentId} gets ${pattern}`,
  unsubscribeTopic: ({ removed }) => (removed ? 'Removed.' : 'There was no such subscription.'),
  listTopics: listRenderer('subscriptions', subscriptionColumns),
  listDeadLetters: listRenderer('dead letters', deadLetterColumns),
  redriveMessages: ({ redriven }) => `${redriven} on their way again.`,
} satisfies Renderers;
