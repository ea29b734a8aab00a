import { operations } from '@mosaic/contract';
import { answered, breathe, inParallel, isCode, type Load, type LoadScope } from './load.ts';

const type = 'trial.counted';
const receivers = ['receiver-0', 'receiver-1'];
const leaseMs = 5_000;

interface Received {
  readonly messageId: string;
  readonly sender: string;
  readonly number: number;
}

/** Senders count up towards receivers, who acknowledge what they took. */
export function createMessageLoad(scope: LoadScope, senders: number): Load {
  /** Numbers a sender was told are on their way, by receiver and sender. */
  const sent = new Map<string, number[]>();
  /** What each receiver saw for the first time, in that order. */
  const seen = new Map<string, Received[]>();
  let repeats = 0;
  let isSent = false;

  const register = (name: string, at: number) =>
    scope.client(at).call(operations.registerAgent, { name, type: 'worker', version: '1' });
  const send = async (at: number) => {
    const sender = `sender-${at}`;
    await register(sender, at);
    const client = scope.client(at);
    for (let number = 1; !scope.stopping.aborted; number += 1) {
      const receiver = receivers[Math.floor(scope.random() * receivers.length)] ?? '';
      const input = { from: sender, to: { agent: receiver }, type, payload: { sender, number } };
      const done = await answered(scope, () => client.call(operations.sendMessage, input));
      const key = `${receiver} ${sender}`;
      if (done) sent.set(key, [...(sent.get(key) ?? []), number]);
      await breathe(25);
    }
  };
  const receive = async (receiver: string, at: number) => {
    const client = scope.client(at);
    const known = new Set<string>();
    const first: Received[] = [];
    seen.set(receiver, first);
    for (let empty = 0; empty < 3; ) {
      const got = await answered(scope, () =>
        client.call(operations.receiveMessages, {
          agent: receiver,
          limit: 20,
          leaseMs,
          waitMs: 1_000,
        }),
      );
      const deliveries = got?.value.deliveries ?? [];
      for (const { message } of deliveries) {
        if (known.has(message.id)) repeats += 1;
        else
          first.push({
            messageId: message.id,
            ...(message.payload as Omit<Received, 'messageId'>),
          });
        known.add(message.id);
      }
      // Only after all were sent does an empty inbox mean the end.
      empty = isSent && got !== null && deliveries.length === 0 ? empty + 1 : 0;
      if (deliveries.length === 0) continue;
      const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
      await answered(scope, () =>
        client.call(operations.acknowledgeMessages, { agent: receiver, deliveryIds }),
      ).catch((error: unknown) => isCode(error, 'not_found'));
    }
  };
  return {
    name: 'messages',
    async run() {
      for (const [at, name] of receivers.entries()) await register(name, at);
      const receiving = Promise.all(receivers.map((name, at) => receive(name, at)));
      await inParallel(senders, send);
      isSent = true;
      await receiving;
    },
    figures: () => ({
      sent: [...sent.values()].reduce((sum, numbers) => sum + numbers.length, 0),
      repeats,
    }),
    async problems() {
      const problems: string[] = [];
      for (const [receiver, first] of seen) {
        for (const sender of new Set(first.map((each) => each.sender))) {
          const numbers = first
            .filter((each) => each.sender === sender)
            .map(({ number }) => number);
          const isInOrder = numbers.every(
            (number, at) => at === 0 || number > (numbers[at - 1] ?? 0),
          );
          if (!isInOrder) problems.push(`${receiver} saw ${sender} out of order, or twice`);
          const missing = (sent.get(`${receiver} ${sender}`) ?? []).filter(
            (n) => !numbers.includes(n),
          );
          if (missing.length > 0)
            problems.push(`${receiver} never saw ${missing.length} of ${sender}`);
        }
        const senders = [...sent.keys()].filter((key) => key.startsWith(`${receiver} `));
        for (const key of senders) {
          const sender = key.split(' ')[1];
          if (!first.some((each) => each.sender === sender)) problems.push(`${key}: nothing came`);
        }
      }
      return problems;
    },
  };
}
