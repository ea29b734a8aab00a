import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly tookMs: number;
}

/**
 * One request over and over on kept connections, as cheap for the sender as can be. A connection that
 * was told to wait does so; the others go on.
 */
export interface RawClient {
  /** Null when every connection waits for an answer: the server is slower than the sender thinks. */
  send(): Promise<Reply> | null;
  /** Opens all connections and has one request answered on each, a few at a time. */
  open(): Promise<void>;
  close(): void;
}

export interface RawRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body: string | null;
}

/**
 * Bare sockets: a client library would cost more than the server takes for a refusal, and then
 * the load would never be what was asked for.
 */
export function createRawClient(
  address: string,
  { method, path, token, body }: RawRequest,
  connectionsMax: number,
): RawClient {
  const { hostname, port, host } = new URL(address);
  const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n`;
  const rest =
    body === null
      ? '\r\n'
      : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const request = Buffer.from(head + rest);
  const free: Connection[] = [];
  const all: Connection[] = [];
  return {
    send() {
      const connection = free.pop() ?? open();
      return connection?.ask(request) ?? null;
    },
    async open() {
      while (all.length < connectionsMax) {
        const fresh = Array.from({ length: 20 }, () => open()?.ask(request));
        await Promise.all(fresh);
      }
    },
    close: () => {
      for (const connection of all) connection.close();
    },
  };

  function open(): Connection | null {
    if (all.length >= connectionsMax) return null;
    const connection = createConnection(connect(Number(port), hostname), (waitMs) => {
      if (waitMs === 0) free.push(connection);
      else setTimeout(() => free.push(connection), waitMs);
    });
    all.push(connection);
    return connection;
  }
}

interface Connection {
  ask(request: Buffer): Promise<Reply>;
  close(): void;
}

function createConnection(socket: Socket, isFree: (waitMs: number) => void): Connection {
  let text = '';
  let done: ((reply: Reply) => void) | null = null;
  let startedMs = 0;
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    text += chunk;
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    const waitMs = Number(/"retryAfterMs":(\d+)/.exec(text)?.[1] ?? 0);
    text = '';
    done?.({ status, tookMs: performance.now() - startedMs });
    isFree(waitMs);
  });
  return {
    ask(request) {
      startedMs = performance.now();
      socket.write(request);
      return new Promise((resolve) => {
        done = resolve;
      });
    },
    close: () => socket.destroy(),
  };
}
