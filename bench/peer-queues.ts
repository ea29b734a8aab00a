import { Queue as BullQueue, Worker } from 'bullmq';
import PgBoss from 'pg-boss';
import { createTally, type Queue } from './queue.ts';

/** BullMQ as its documents show it: a worker with so many jobs at the same time; it has no batches. */
export async function openBullMq(name: string, port: number): Promise<Queue> {
  // Without this its connections look for the server of a bench that is over, for ever.
  const retryStrategy = () => null;
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null, retryStrategy };
  const queueName = `bench-${name.replaceAll(/\W/g, '-')}`;
  const queue = new BullQueue(queueName, { connection });
  await queue.waitUntilReady();
  return {
    name,
    async fill(jobs) {
      for (let left = jobs; left > 0; left -= 500) {
        const entries = Array.from({ length: Math.min(left, 500) }, () => ({
          name: 'nothing',
          data: {},
          opts: { removeOnComplete: true },
        }));
        await queue.addBulk(entries);
      }
    },
    async work(jobs, { workers }) {
      const tally = createTally(jobs);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const worker = new Worker(queueName, async () => {}, {
        connection,
        concurrency: workers,
        autorun: false,
      });
      worker.on('completed', ({ id }) => {
        try {
          tally.add(String(id));
        } catch (error) {
          reject(error);
        }
        if (tally.isOver) resolve();
      });
      worker.on('error', reject);
      void worker.run();
      await promise;
      await worker.close();
    },
    async close() {
      await queue.close();
      await queue.disconnect();
    },
  };
}

/** pg-boss with `fetch` and `complete`, which is how it hands out batches. */
export async function openPgBoss(url: string): Promise<Queue> {
  const boss = new PgBoss({ connectionString: url, max: 10, supervise: false, schedule: false });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error}\n`));
  await boss.start();
  const queue = 'bench';
  await boss.createQueue(queue);
  return {
    name: 'pg-boss',
    async fill(jobs) {
      for (let left = jobs; left > 0; left -= 500) {
        await boss.insert(Array.from({ length: Math.min(left, 500) }, () => ({ name: queue })));
      }
    },
    async work(jobs, { workers, batch }) {
      const tally = createTally(jobs);
      let promised = 0;
      const lane = async (): Promise<void> => {
        while (promised < jobs) {
          const count = Math.min(batch, jobs - promised);
          promised += count;
          const fetched = await boss.fetch(queue, { batchSize: count });
          promised -= count - fetched.length;
          const ids = fetched.map(({ id }) => id);
          if (ids.length > 0) await boss.complete(queue, ids);
          for (const id of ids) tally.add(id);
        }
      };
      await Promise.all(Array.from({ length: workers }, lane));
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}
