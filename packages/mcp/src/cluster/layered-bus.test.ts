import { expect, it } from 'vitest';
import type { Bus, BusListener } from './bus.ts';
import { createLayeredBus } from './layered-bus.ts';

function recorded(kind: 'redis' | 'postgres') {
  const state = { isConnected: true, sent: [] as string[], listener: null as BusListener | null };
  const bus: Bus = {
    publish: (topic) => state.sent.push(topic),
    listen: (listener) => {
      state.listener = listener;
    },
    lines: () => [{ kind, isConnected: state.isConnected }],
    setPeerDeaf: () => undefined,
    close: async () => undefined,
  };
  return { bus, state };
}

it('uses the second way only while the first is down, here or at another node', () => {
  const [redis, postgres] = [recorded('redis'), recorded('postgres')];
  const bus = createLayeredBus(redis.bus, postgres.bus);
  bus.publish('a');
  redis.state.isConnected = false;
  bus.publish('b');
  redis.state.isConnected = true;
  bus.setPeerDeaf(true);
  bus.publish('c');
  bus.setPeerDeaf(false);
  bus.publish('d');
  expect(redis.state.sent).toEqual(['a', 'c', 'd']);
  expect(postgres.state.sent).toEqual(['b', 'c']);
  expect(bus.lines().map(({ kind }) => kind)).toEqual(['redis', 'postgres']);
});

it('hears on both ways', () => {
  const [redis, postgres] = [recorded('redis'), recorded('postgres')];
  const heard: string[] = [];
  createLayeredBus(redis.bus, postgres.bus).listen({
    heard: (topics) => heard.push(...topics),
    missed: () => heard.push('missed'),
  });
  redis.state.listener?.heard(['a']);
  postgres.state.listener?.heard(['b']);
  postgres.state.listener?.missed();
  expect(heard).toEqual(['a', 'b', 'missed']);
});
