import { operation } from '@mosaic/contract';
import { createListener, mountRest, systemClock } from '@mosaic/mcp';
import { pino } from 'pino';
import { z } from 'zod';
import { createAdmission } from '../packages/mcp/src/pipeline/admission/admission.ts';
import { command } from '../packages/mcp/src/pipeline/handler.ts';
import { emitModule } from '../packages/mcp/test/emit-module.ts';
import { answerLines } from './child.ts';
import { openBenchHub } from './hub.ts';

/**
 * The hub of the `overload` benchmark, with or without admission control. Arguments: home,
 * `gate` or `open`. The token is the name of the caller. Says its address, then serves until stdin ends.
 */
const [home = '', mode = 'gate'] = process.argv.slice(2);
const renewLease = operation({
  name: 'lease.renew',
  kind: 'command',
  summary: 'Stands for whatever keeps a lease alive.',
  permission: 'task:work',
  input: z.object({}),
  output: z.object({}),
  errors: [],
  example: {},
});
const leases = {
  name: 'leases',
  migrations: [],
  handlers: [
    command(renewLease, async (context) => {
      context.quiet();
      return {};
    }),
  ],
};
const bench = await openBenchHub(home, [emitModule, leases], {
  authenticate: async (token) => ({
    name: token ?? 'nobody',
    tenant: 'local',
    permissions: 'all',
    binding: null,
  }),
  ...(mode === 'gate' && {
    admission: createAdmission({
      now: () => performance.now(),
      random: Math.random,
      nextTurn: setImmediate,
      after: systemClock.after,
    }),
  }),
});
const app = createListener({ ...bench, logger: pino({ level: 'silent' }), isReady: () => true });
mountRest(app, bench.hub, 'bench');
const url = await app.listen({ host: '127.0.0.1', port: 0, backlog: 2_048 });
process.stdout.write(`${JSON.stringify({ url })}\n`);
await answerLines(async () => process.cpuUsage());
await app.close();
await bench.close();
