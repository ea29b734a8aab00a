/**
 * A hub under load in a process of its own, which says on standard output how each command
 * ended, at the moment it is told: `+ NAME` stored, `- NAME CODE OUTCOME MESSAGE` refused.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isMosaicError } from '@mosaic/contract';
import { createRandom } from '../../src/simulator/random.ts';
import type { StoreChoice } from '../../src/store/open-store.ts';
import { writeLedger } from './ledger-module.ts';
import { openLedgerHub } from './open-ledger-hub.ts';

export interface LedgerOptions {
  readonly store: StoreChoice;
  readonly seed: number;
  /** Commands sent at the same time. */
  readonly lanes: number;
  /** How often the hub is opened, and closed but for the last time. */
  readonly lives: number;
  /** Commands of one lane in one life. */
  readonly commands: number;
  /** Between two commands of a lane. */
  readonly pauseMs: number;
}

const options: LedgerOptions = JSON.parse(process.argv[2] ?? '{}');
const random = createRandom(options.seed);

for (let life = 1; life <= options.lives; life += 1) {
  const { hub, close } = await openLedgerHub(options.store);
  const write = async (name: string): Promise<void> => {
    const text = () => name.repeat(Math.ceil((random.next() ** 8 * 8_000) / name.length));
    const lines = Array.from({ length: random.integer(1, 3) }, text);
    try {
      await hub.call({
        operation: writeLedger.name,
        input: { name, lines },
        token: 'owner',
        surface: 'rest',
        idempotencyKey: name,
      });
      writeSync(1, `+ ${name}\n`);
    } catch (error) {
      if (!isMosaicError(error)) throw error;
      const outcome = error.details?.outcome ?? 'nothing';
      writeSync(1, `- ${name} ${error.code} ${outcome} ${error.message}\n`);
    }
  };
  const lane = async (lane: number): Promise<void> => {
    for (let count = 0; count < options.commands; count += 1) {
      await write(`${life}.${options.seed}-${lane}-${count}`);
      if (options.pauseMs > 0) await pause(options.pauseMs);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, (_, index) => lane(index)));
  if (life < options.lives) await close();
}
process.kill(process.pid, 'SIGKILL');
