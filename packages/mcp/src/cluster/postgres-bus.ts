import { createHash } from 'node:crypto';
import pg from 'pg';
import { discardClient } from '../store/postgres/connect-postgres.ts';
import type { Bus, BusListener } from './bus.ts';
import { packHints, unpackHints } from './hint-message.ts';
import { clusterLimits } from './limits.ts';
import { pause, type RemoteBusOptions, reasonOf } from './redis-bus.ts';
import { createTopicSender } from './topic-sender.ts';

/**
 * Hints by `NOTIFY`, for installations without Redis and for the time theirs is away.
 *
 * On a connection of its own and never inside a transaction that writes: every commit with
 * a notification takes one lock of the whole database. A node sends at most every 20 ms.
 */
export function createPostgresBus(options: RemoteBusOptions): Bus {
  const { clock } = options;
  const channel = channelOf(options.installation);
  const closing = new AbortController();
  let listener: BusListener | null = null;
  let current: pg.Client | null = null;
  let isConnected = false;
  const change = (now: boolean, reason: string) => {
    if (now === isConnected) return;
    isConnected = now;
    options.onChange?.(now, reason);
  };

  const sender = createTopicSender(clock, clusterLimits.hintsEveryMs.postgres, async (topics) => {
    if (!isConnected) return;
    for (const message of packHints(options.nodeId, topics)) {
      await current?.query('select pg_notify($1, $2)', [channel, message]);
    }
  });

  /** Listens until the connection fails; asks now and then, since a dead one says nothing. */
  const read = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: `mosaic-hints-${options.nodeId}`,
      connectionTimeoutMillis: clusterLimits.connectMs,
      query_timeout: clusterLimits.busSilenceMs,
      keepAlive: true,
    });
    current = client;
    const failed = new Promise<never>((_resolve, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection ended')));
    });
    failed.catch(() => undefined);
    try {
      await client.connect();
      client.on('notification', ({ payload }) => hear(payload));
      await client.query(`listen ${channel}`);
      change(true, 'connected');
      listener?.missed();
      while (!closing.signal.aborted) {
        await Promise.race([pause(clock, 6, closing.signal), failed]);
        if (!closing.signal.aborted) await client.query('select 1');
      }
    } finally {
      isConnected = false;
      discardClient(client);
    }
  };
  const hear = (text: unknown) => {
    const message = unpackHints(text);
    if (message === null || message.from === options.nodeId) return;
    if (message.topics === 'all') listener?.missed();
    else listener?.heard(message.topics);
  };
  const run = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      await read().catch((error: unknown) => {
        options.onChange?.(false, reasonOf(error));
      });
      if (!closing.signal.aborted) await pause(clock, failures, closing.signal);
    }
  };
  let running: Promise<void> | null = null;
  return {
    publish: (topic) => sender.add(topic),
    listen(to) {
      listener = to;
      running = run();
    },
    lines: () => [{ kind: 'postgres', isConnected }],
    setPeerDeaf: () => undefined,
    async close() {
      closing.abort();
      sender.stop();
      await running;
    },
  };
}

/** An installation's name as an identifier that needs no quoting. */
function channelOf(installation: string): string {
  return `mosaic_${createHash('sha256').update(installation).digest('hex').slice(0, 24)}`;
}
