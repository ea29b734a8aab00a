import { type Delivery, operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInboxModel, type ModelDelivery } from './test/inbox-model.ts';
import { createInboxWitness } from './test/inbox-witness.ts';
import { type Messenger, openMessenger } from './test/messenger.ts';

let hub: Messenger;
beforeAll(async () => {
  hub = await openMessenger();
});
afterAll(() => hub.destroy());

const names = ['ada', 'bob'] as const;
const name = fc.constantFrom(...names);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      from: fc.constantFrom('ada', 'bob', undefined),
      to: name,
      priority: fc.constantFrom(0, 0, 0, 7),
      ttlMs: fc.constantFrom(3_000, 4_000, 10_000_000, 10_000_000),
      key: fc.constantFrom(undefined, undefined, 'k1', 'k2'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      agent: name,
      limit: fc.integer({ min: 1, max: 4 }),
      leaseMs: fc.constantFrom(1_000, 5_000, 60_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ack' as const),
      picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('nack' as const),
      pick: fc.nat(),
      delayMs: fc.constantFrom(0, 0, 2_000, 10_000),
    }),
  },
  // A receiver that crashes is one that says nothing more: its lease passes with the time.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(1, 999, 1_000, 3_000, 5_000, 3_600_000, -2_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      agent: name,
      limit: fc.integer({ min: 1, max: 2 }),
      times: fc.integer({ min: 1, max: 6 }),
      delayMs: fc.constantFrom(0, 5_000, null, null),
      isSwept: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stranger' as const), agent: name }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let worlds = 0;

/** Inboxes of a tenant of their own, the model of them, and somebody who watches. */
async function createWorld() {
  worlds += 1;
  const tenant = `t${worlds}/owner`;
  const other = `t${worlds}-other/owner`;
  for (const each of names) {
    await hub.register(each, [], tenant);
    await hub.register(each, [], other);
  }
  const model = createInboxModel();
  const witness = createInboxWitness();
  const held: { delivery: Delivery; one: ModelDelivery }[] = [];
  const keys = new Map<string, string>();
  let strangers = 0;
  const now = () => hub.clock.now();
  const labelOf = ({ message }: Delivery) => Number(message.payload);

  const receive = async (agent: string, limit: number, leaseMs: number) => {
    const expected = model.receive(agent, limit, leaseMs, now());
    const deliveries = await hub.receive(agent, { limit, leaseMs }, tenant);
    witness.handedOut(agent, deliveries, now());
    expect(deliveries.map((each) => [labelOf(each), each.attempt])).toEqual(
      expected.map(({ label, attempt }) => [label, attempt]),
    );
    for (const [place, delivery] of deliveries.entries()) {
      held.push({ delivery, one: expected[place]! });
    }
    return deliveries;
  };
  const ack = async (agent: string, deliveries: readonly Delivery[]) => {
    if (deliveries.length === 0) return;
    const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
    const input = { agent, deliveryIds };
    const { outcomes } = await hub.call(tenant, operations.acknowledgeMessages, input);
    for (const [place, { outcome }] of outcomes.entries()) {
      const one = model.all.find(({ label }) => label === labelOf(deliveries[place]!))!;
      expect(outcome).toBe(model.ack(one));
      witness.acknowledged(one.label, outcome);
    }
  };
  const nack = async ({ deliveryId, attempt, agentId, message }: Delivery, delayMs: number) => {
    const one = model.all.find(({ label }) => label === Number(message.payload))!;
    const input = { agent: agentId, deliveries: [{ deliveryId, attempt }], delayMs };
    const { outcomes } = await hub.call(tenant, operations.refuseMessages, input);
    expect(outcomes[0]?.outcome).toBe(model.nack(one, attempt, delayMs, now()));
    if (one.state === 'dead') witness.over(one.label);
  };
  const deadLetters = async () => {
    const { items } = await hub.call(tenant, operations.listDeadLetters, { limit: 500 });
    for (const { message, attempts } of items) witness.died(Number(message.payload), attempts);
    return new Set(items.map(({ message }) => Number(message.payload)));
  };
  const modelled = (state: ModelDelivery['state']) =>
    new Set(model.all.filter((one) => one.state === state).map(({ label }) => label));
  const sweep = async () => {
    model.sweep(now());
    await hub.sweep();
    for (const label of modelled('expired')) witness.over(label);
    expect(await deadLetters()).toEqual(modelled('dead'));
    for (const agent of names) {
      const counted = await hub.call(tenant, operations.showInbox, { agent });
      expect(counted).toMatchObject(model.counts(agent));
    }
  };

  const steps: { [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>) => Promise<void> } =
    {
      async send({ from, to, priority, ttlMs, key }) {
        const label = model.all.length;
        const place = `${from} ${key}`;
        const draft = {
          to: { agent: to },
          type: 'note',
          payload: label,
          priority,
          ttlMs,
          key,
          from,
        };
        const sent = await hub.call(tenant, operations.sendMessage, draft);
        const before = key === undefined ? undefined : keys.get(place);
        expect(sent.isRepeat).toBe(before !== undefined);
        if (before !== undefined) {
          expect(sent.message.id).toBe(before);
          return;
        }
        if (key !== undefined) keys.set(place, sent.message.id);
        const lane = `${priority} ${from}`;
        const facts = { label, agent: to, lane, expiresAt: now() + ttlMs };
        model.send({ ...facts, priority });
        witness.sent(facts);
      },
      receive: async ({ agent, limit, leaseMs }) => void (await receive(agent, limit, leaseMs)),
      async ack({ picks }) {
        if (held.length === 0) return;
        const chosen = [...new Set(picks.map((pick) => held[pick % held.length]!))];
        const { agent } = chosen[0]!.one;
        const ofAgent = chosen.filter(({ one }) => one.agent === agent);
        const distinct = ofAgent.filter(
          ({ one }, place) => ofAgent.findIndex((each) => each.one === one) === place,
        );
        await ack(
          agent,
          distinct.map(({ delivery }) => delivery),
        );
      },
      async nack({ pick, delayMs }) {
        if (held.length === 0) return;
        const { delivery } = held[held.length - 1 - (pick % Math.min(held.length, 6))]!;
        await nack(delivery, delayMs);
      },
      /** A receiver that fails again and again: it says so, or (null) it dies at it. */
      async fail({ agent, limit, times, delayMs, isSwept }) {
        for (let time = 0; time < times; time += 1) {
          const deliveries = await receive(agent, limit, 1_000);
          if (delayMs === null) hub.clock.advance(1_000);
          else for (const delivery of deliveries) await nack(delivery, delayMs);
          if (isSwept) await sweep();
        }
      },
      time: async ({ ms }) => hub.clock.advance(ms),
      sweep,
      async stranger({ agent }) {
        strangers += 1;
        const label = -strangers;
        const draft = { to: { agent }, type: 'note', payload: label };
        await hub.call(other, operations.sendMessage, draft);
      },
    };

  return {
    perform: (one: Step) => steps[one.kind](one as never),
    /** Receivers that work, and time: whatever was open comes to an end. */
    async finish() {
      for (let round = 0; round < 30; round += 1) {
        for (const agent of names) await ack(agent, await receive(agent, 100, 1_000));
        await sweep();
        if (names.every((agent) => model.counts(agent).open === 0)) break;
        hub.clock.advance(60_000);
      }
      for (const agent of names) {
        const counted = await hub.call(tenant, operations.showInbox, { agent });
        expect(counted).toMatchObject({ ...model.counts(agent), open: 0, ready: 0 });
      }
      witness.atTheEnd(modelled('expired'), await deadLetters());
      const theirs = await Promise.all(names.map((agent) => hub.receive(agent, {}, other)));
      expect(theirs.flat().every((delivery) => labelOf(delivery) < 0)).toBe(true);
      expect(hub.bugs).toEqual([]);
    },
  };
}

it('loses, doubles, disorders and leaks nothing, whatever senders, receivers and clocks do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const world = await createWorld();
      for (const one of steps) await world.perform(one);
      await world.finish();
    }),
    { numRuns: Number(process.env.MOSAIC_MESSAGE_RUNS ?? 60), interruptAfterTimeLimit: 100_000 },
  );
}, 120_000);
