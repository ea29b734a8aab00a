import type { Readable, Writable } from 'node:stream';
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk/unstable';
import { limits } from '../limits.ts';
import { LineTooLong, splitLines } from '../split-lines.ts';

/** The agent sent more than a session may take. */
export class MessageFlood extends Error {
  override readonly name = 'MessageFlood';
}

/**
 * Protocol messages over standard input and output of an agent.
 *
 * Programs also print banners and warnings there: what is no message goes to `onStray` and is
 * not answered, since an answer to each could go on for ever. Too much of it, or a message
 * above the bound, ends the stream with {@link MessageFlood}.
 */
export function messageStream(
  stdin: Writable,
  stdout: Readable,
  onStray: (line: string) => void,
): Stream {
  // The agent may be gone before we are done writing; that it is gone is told elsewhere.
  stdin.on('error', () => {});
  return { readable: readableMessages(stdout, onStray), writable: writableMessages(stdin) };
}

function readableMessages(
  stdout: Readable,
  onStray: (line: string) => void,
): ReadableStream<AnyMessage> {
  const messages = readMessages(stdout, onStray);
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
  onStray: (line: string) => void,
): AsyncGenerator<AnyMessage> {
  let strayLines = 0;
  for await (const line of splitLines(stdout, limits.messageBytesMax)) {
    if (line.trim() === '') continue;
    const message = parseMessage(line);
    if (message !== null) {
      yield message;
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
