import type { Bus, BusListener } from '../cluster/bus.ts';
import type { Random } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/**
 * A bus that loses, repeats and reorders hints, and is cut off at times.
 *
 * Correct nodes lose nothing by it but time.
 */
export function openSimulatedBus(world: World, process: SimulatedProcess, random: Random): Bus {
  const { messages } = world.script;
  const ears = { listener: null as BusListener | null };
  world.buses.set(process.name, {
    hear: (topic) => ears.listener?.heard([topic]),
    process,
  });
  const isCut = (name: string) => world.trouble.noBus.has(name);
  return {
    publish(topic) {
      for (const [name, end] of world.buses) {
        if (name === process.name || isCut(name) || isCut(process.name)) continue;
        const isLost = !world.isCalm && random.chance(messages.loss);
        const copies = isLost ? 0 : random.chance(messages.double) ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) {
          const delayMs = random.chance(messages.late)
            ? random.between(50, 3_000)
            : random.between(0.3, 6);
          end.process.post(delayMs, `hears ${topic}`, () => end.hear(topic));
        }
      }
    },
    listen(listener) {
      ears.listener = listener;
    },
    lines: () => [{ kind: 'process', isConnected: !isCut(process.name) }],
    setPeerDeaf: () => undefined,
    close: async () => undefined,
  };
}
