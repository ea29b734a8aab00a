import { type ErrorCode, errorStatus, isMosaicError, MosaicError } from '@mosaic/contract';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { notTheHub } from './not-the-hub.ts';
import { pause } from './pause.ts';

export interface EventStreamOptions {
  signal?: AbortSignal;
  onConnection?: (state: 'open' | 'lost') => void;
}

type Connect = (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;

/** Wait before the n-th reconnection, in milliseconds. */
const reconnectMs = [250, 500, 1_000, 2_000, 5_000];
/** Silence after which a connection counts as dead, in milliseconds. */
const silenceMs = 45_000;

/**
 * Reads Server-Sent Events as JSON items.
 *
 * A broken connection is opened again with `Last-Event-ID`; an answer that says the
 * call itself is wrong (any 4xx but 429), or comes from another program, ends the
 * stream with that error.
 */
export async function* readEventStream(
  connect: Connect,
  { signal = new AbortController().signal, onConnection }: EventStreamOptions,
): AsyncIterable<unknown> {
  let lastEventId = '';
  let failures = 0;
  let foreign: MosaicError | null = null;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastEventId !== '') headers['last-event-id'] = lastEventId;
      const response = await connect(headers, signal);
      if (!isEventStream(response)) {
        foreign = notTheHub(response);
        await response.body?.cancel();
        break;
      }
      onConnection?.('open');
      for await (const message of messages(response)) {
        if (message.event === 'end') return;
        if (message.event === 'error') throw streamError(message.data);
        failures = 0;
        if (message.id) lastEventId = message.id;
        yield JSON.parse(message.data);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isTransient(error)) throw error;
    }
    onConnection?.('lost');
    await pause(reconnectMs[Math.min(failures, reconnectMs.length - 1)] ?? 5_000, signal);
    failures += 1;
  }
  if (foreign) throw foreign;
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true;
}

/**
 * Splits the body into events.
 *
 * The hub writes a comment line every 15 s, so a body that stays silent for longer is a
 * connection that died without telling.
 */
async function* messages(response: Response): AsyncIterable<EventSourceMessage> {
  const queue: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => queue.push(event) });
  const decoder = new TextDecoder();
  // A reader rather than `for await`: not every browser can iterate a body.
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await readOrStall(reader);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* queue.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readOrStall(reader: ReadableStreamDefaultReader<Uint8Array>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The stream went silent')), silenceMs);
  });
  try {
    return await Promise.race([reader.read(), stalled]);
  } finally {
    clearTimeout(timer);
  }
}

function streamError(data: string): MosaicError {
  const problem: { code?: string; detail?: string; details?: Record<string, unknown> } =
    JSON.parse(data);
  const code =
    problem.code !== undefined && Object.hasOwn(errorStatus, problem.code)
      ? problem.code
      : 'internal';
  return new MosaicError(code as ErrorCode, problem.detail ?? 'The stream failed.', {
    details: problem.details ?? {},
  });
}

function isTransient(error: unknown): boolean {
  if (!isMosaicError(error)) return true;
  return ['unavailable', 'internal', 'rate_limited'].includes(error.code);
}
