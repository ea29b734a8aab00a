import { Redis } from 'ioredis';
import type { Clock } from '../pipeline/clock.ts';
import type { Bus, BusListener } from './bus.ts';
import { packHints, unpackHints } from './hint-message.ts';
import { clusterLimits } from './limits.ts';
import { createTopicSender } from './topic-sender.ts';

export interface RemoteBusOptions {
  /** Address with its credentials, such as `redis://:secret@host:6379/0`. */
  url: string;
  /** Keeps installations apart that share a server. */
  installation: string;
  nodeId: string;
  clock: Clock;
  /** Told when the connection comes and goes, in words without credentials. */
  onChange?: (isConnected: boolean, reason: string) => void;
}

/** One field of a stream entry holds the message. */
const field = 'h';

/**
 * Hints over one Redis or Valkey stream (7.0 or newer).
 *
 * Each node reads from its own place in the stream, so a short interruption loses nothing.
 * Whatever happens, the place is looked at anew after a reconnection, and waiters are told
 * to look: the server may have been emptied, or have dropped old entries.
 */
export function createRedisBus(options: RemoteBusOptions): Bus {
  const { clock } = options;
  const key = `mosaic:${options.installation}:hints`;
  const connections = { writer: connect(options), reader: connect(options) };
  const closing = new AbortController();
  let listener: BusListener | null = null;
  let isConnected = false;
  let cursor: string | null = null;
  const change = (now: boolean, reason: string) => {
    if (now === isConnected) return;
    isConnected = now;
    options.onChange?.(now, reason);
  };

  const sender = createTopicSender(clock, clusterLimits.hintsEveryMs.redis, async (topics) => {
    for (const message of packHints(options.nodeId, topics)) {
      await connections.writer.xadd(
        key,
        'MAXLEN',
        '~',
        clusterLimits.streamEntries,
        '*',
        field,
        message,
      );
    }
  });

  /** Reads on until the connection fails. */
  const read = async (): Promise<void> => {
    await Promise.all(Object.values(connections).map(opened));
    let place = await findPlace(connections.reader, key, cursor);
    change(true, 'connected');
    listener?.missed();
    while (!closing.signal.aborted) {
      const answer = await connections.reader.xread(
        'COUNT',
        clusterLimits.streamReadMax,
        'BLOCK',
        clusterLimits.streamWaitMs,
        'STREAMS',
        key,
        place,
      );
      if (connections.writer.status !== 'ready') throw new Error('writing is not possible');
      for (const [, entries] of answer ?? []) {
        for (const [id, fields] of entries) {
          place = id;
          cursor = id;
          hear(fields[1]);
        }
      }
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
        if (isConnected) failures = 0;
        change(false, reasonOf(error));
        // A connection that only went silent would be taken for a good one.
        for (const connection of Object.values(connections)) connection.disconnect();
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
    lines: () => [{ kind: 'redis', isConnected }],
    setPeerDeaf: () => undefined,
    async close() {
      closing.abort();
      sender.stop();
      for (const connection of Object.values(connections)) connection.disconnect();
      await running;
    },
  };
}

/** Connections fail fast and never queue: a hint that is late is worth nothing. */
function connect({ url, nodeId }: RemoteBusOptions): Redis {
  const connection = new Redis(url, {
    lazyConnect: true,
    protocol: 2,
    connectionName: `mosaic-${nodeId}`,
    disableClientInfo: true,
    connectTimeout: clusterLimits.connectMs,
    commandTimeout: clusterLimits.busSilenceMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // Trying again is ours: with the same pause for a refused connection and a failed command.
    retryStrategy: () => null,
  });
  // A failure reaches whoever called; unheard it would end the process.
  connection.on('error', () => undefined);
  return connection;
}

async function opened(connection: Redis): Promise<void> {
  await connection.connect();
}

/** Where to read on: the place already reached, or the end of the stream for a node that is new or has outlived it. */
async function findPlace(reader: Redis, key: string, known: string | null): Promise<string> {
  const [newest] = await reader.xrevrange(key, '+', '-', 'COUNT', 1);
  const end = newest?.[0] ?? '0-0';
  if (known === null) return end;
  return isAfter(known, end) ? '0-0' : known;
}

function isAfter(left: string, right: string): boolean {
  const [leftMs = 0, leftSeq = 0] = left.split('-').map(Number);
  const [rightMs = 0, rightSeq = 0] = right.split('-').map(Number);
  return leftMs === rightMs ? leftSeq > rightSeq : leftMs > rightMs;
}

/** The words of a failure, cut short; the address with its password is not among them. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (error.message || code || error.name).slice(0, 200);
}

/** Waits longer after each failure, and never exactly as long as the other nodes. */
export function pause(
  clock: Pick<Clock, 'after' | 'random'>,
  failures: number,
  signal: AbortSignal,
): Promise<void> {
  const full = Math.min(clusterLimits.reconnectMsMax, 50 * 2 ** Math.min(failures, 10));
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(full * (0.5 + clock.random() / 2), finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}
