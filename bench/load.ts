import { Agent, request } from 'node:http';

export interface Load {
  readonly callsPerSecond: number;
  readonly callMs: readonly number[];
}

export interface Exchange {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON to post; null asks with GET. */
  readonly body: string | null;
  /** Must stand in every answer, so that refusals are never counted as speed. */
  readonly expected: string;
}

const connections = 16;

/** Asks again and again over kept connections for that long. The load shares the machine. */
export async function load(exchange: Exchange, durationMs: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const callMs: number[] = [];
  const startedMs = performance.now();
  const ask = async (): Promise<void> => {
    while (performance.now() - startedMs < durationMs) {
      const askedMs = performance.now();
      const text = await call(exchange, agent);
      if (!text.includes(exchange.expected)) {
        throw new Error(`${exchange.url} answered ${text.slice(0, 300)}`);
      }
      callMs.push(performance.now() - askedMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, ask));
    return { callsPerSecond: callMs.length / ((performance.now() - startedMs) / 1_000), callMs };
  } finally {
    agent.destroy();
  }
}

function call({ url, headers, body }: Exchange, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, headers, method: body === null ? 'GET' : 'POST' },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}
