import { createListener, mountRest } from '@mosaic/mcp';
import { pino } from 'pino';
import { answerLines } from './child.ts';
import { openBenchHub } from './hub.ts';

/** The hub of the `agents` benchmark. Argument: home. Prints its address, then answers `usage`. */
const [home = ''] = process.argv.slice(2);
const bench = await openBenchHub(home);
const app = createListener({
  ...bench,
  logger: pino({ level: 'silent' }),
  isReady: () => true,
});
mountRest(app, bench.hub, 'bench');
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
await answerLines(async () => {
  const { user, system } = process.cpuUsage();
  return { rss: process.memoryUsage.rss(), cpuMicros: user + system, atMs: performance.now() };
});
await app.close();
await bench.close();
