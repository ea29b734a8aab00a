import { writeSync } from 'node:fs';
import { operations } from '@mosaic/contract';
import { pino } from 'pino';
import { openHub } from '../src/open-hub.ts';
import { systemClock } from '../src/pipeline/clock.ts';

/** Writes as fast as it can and tells each write that was acknowledged, until somebody kills it. */
const [home = '', life = ''] = process.argv.slice(2);
const { hub } = await openHub({
  home,
  modules: [],
  clock: systemClock,
  logger: pino({ level: 'silent' }),
  version: '0.0.0-test',
  url: () => null,
});
async function write(lane: number): Promise<void> {
  for (let count = 0; ; count += 1) {
    const name = `${life}-${lane}-${count}`;
    await hub.system('test').call(operations.registerAgent, { name, type: 'worker' });
    writeSync(1, `${name}\n`);
  }
}
await Promise.all([0, 1, 2, 3].map(write));
