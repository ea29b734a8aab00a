import type { Readable, Writable } from 'node:stream';
import {
  type AnyMessage,
  CLIENT_METHODS,
  PROTOCOL_METHODS,
  type Stream,
} from '@agentclientprotocol/sdk/unstable';
import { limits } from '../limits.ts';
import { LineTooLong, splitLines } from '../split-lines.ts';

/** The agent sent more than a session may take. */
export class MessageFlood extends Error {
  override readonly name = 'MessageFlood';
}

export interface MessageListeners {
  /** A line that is no protocol message. */
  onStray(line: string): void;
  /** Parameters of a `session/update`, as they came. */
  onUpdate(params: unknown): void;
}

/**
 * Protocol messages over standard input and output of an agent.
 *
 * Programs also print banners and warnings there: what is no message goes to `onStray` and is
 * not answered, since an answer to each could go on for ever. Too much of it, or a message
 * above the bound, ends the stream with {@link MessageFlood}.
 *
 * Updates go to `onUpdate` and not to the SDK, which writes each broken one to the error
 * output of our own process. Other notifications are for features we don't offer.
 */
export function messageStream(
  stdin: Writable,
  stdout: Readable,
  listeners: MessageListeners,
): Stream {
  // The agent may be gone before we are done writing; that it is gone is told elsewhere.
  stdin.on('error', () => {});
  return { readable: readableMessages(stdout, listeners), writable: writableMessages(stdin) };
}

function readableMessages(
  stdout: Readable,
  listeners: MessageListeners,
): ReadableStream<AnyMessage> {
  const messages = readMessages(stdout, listeners);
  return new ReadableStream<AnyMessage>(
    {
      async pull(controller) {
        try {
          const next = await messages.next();
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          const isLong = error instanceof LineTooLong;
          controller.error(isLong ? new MessageFlood(error.message) : error);
        }
      },
      cancel() {
        // Nobody reads on: an agent that writes into a full pipe could not end.
        stdout.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* readMessages(
  stdout: Readable,
  { onStray, onUpdate }: MessageListeners,
): AsyncGenerator<AnyMessage> {
  let strayLines = 0;
  for await (const line of splitLines(stdout, limits.messageBytesMax)) {
    if (line.trim() === '') continue;
    const message = parseMessage(line);
    if (message !== null) {
      if (!('method' in message) || 'id' in message) yield message;
      else if (message.method === CLIENT_METHODS.session_update) onUpdate(message.params);
      else if (message.method === PROTOCOL_METHODS.cancel_request) yield message;
      continue;
    }
    strayLines += 1;
    if (strayLines > limits.strayLinesMax) {
      throw new MessageFlood('The agent prints text where protocol messages belong.');
    }
    onStray(line);
  }
}

/** Null for anything that is no JSON-RPC message with an id we could have given. */
function parseMessage(line: string): AnyMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const isMessage = 'method' in value || ('id' in value && Number.isSafeInteger(value.id));
    return isMessage ? (value as AnyMessage) : null;
  } catch {
    return null;
  }
}

function writableMessages(stdin: Writable): WritableStream<AnyMessage> {
  return new WritableStream<AnyMessage>({
    write: (message) =>
      new Promise<void>((resolve, reject) => {
        stdin.write(`${JSON.stringify(message)}\n`, (error) =>
          error == null ? resolve() : reject(error),
        );
      }),
  });
}
