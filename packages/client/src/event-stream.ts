import { type ErrorCode, errorStatus, isMosaicError, MosaicError } from '@mosaic/contract';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { notTheHub } from './not-the-hub.ts';

export interface EventStreamOptions {
  signal?: AbortSignal;
  onConnection?: (state: 'open' | 'lost') => void;
}

type Connect = (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;

/** Wait before the n-th reconnection, in milliseconds. */
const reconnectMs = [250, 500, 1_000, 2_000, 5_000];

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

async function* messages(response: Response): AsyncIterable<EventSourceMessage> {
  const queue: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => queue.push(event) });
  const decoder = new TextDecoder();
  if (!response.body) return;
  for await (const bytes of response.body) {
    parser.feed(decoder.decode(bytes as Uint8Array, { stream: true }));
    yield* queue.splice(0);
  }
}

function streamError(data: string): MosaicError {
  const problem: { code?: string; detail?: string } = JSON.parse(data);
  const code =
    problem.code !== undefined && Object.hasOwn(errorStatus, problem.code)
      ? problem.code
      : 'internal';
  return new MosaicError(code as ErrorCode, problem.detail ?? 'The stream failed.');
}

function isTransient(error: unknown): boolean {
  if (!isMosaicError(error)) return true;
  return ['unavailable', 'internal', 'rate_limited'].includes(error.code);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
