import { connect, type Socket } from 'node:net';
import { benchToken } from './bench-token.ts';
import { answerLines } from './child.ts';
import { monotonicMs } from './monotonic.ts';
import { percentile } from './statistics.ts';

/**
 * Readers of the `fanout` benchmark, in a process of their own: bare sockets, since a client
 * library for each would be what is measured. Arguments: mode, address, number of readers. Says a
 * line once all are connected; each further line is answered with what arrived since the last.
 */
const [mode = 'hub', address = '', count = '1000'] = process.argv.slice(2);
const { hostname, port, host } = new URL(address);
const delays: number[] = [];
const request = {
  hub: `GET /api/v1/events/watch?after=${await lastSeq()} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${benchToken}\r\n\r\n`,
  sse: `GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
  ws: `GET / HTTP/1.1\r\nhost: ${host}\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n\r\n`,
}[mode];

const sockets: Socket[] = [];
for (let opened = 0; opened < Number(count); opened += 50) {
  await Promise.all(Array.from({ length: 50 }, open));
}
process.stdout.write('{"isConnected":true}\n');
await answerLines(async () => {
  const arrived = delays.splice(0);
  if (arrived.length === 0) return { count: 0, p50: 0, p99: 0, max: 0 };
  return {
    count: arrived.length,
    p50: percentile(arrived, 0.5),
    p99: percentile(arrived, 0.99),
    max: percentile(arrived, 1),
  };
});
for (const socket of sockets) socket.destroy();

/** Where a reader begins that wants only what is new. */
async function lastSeq(): Promise<number> {
  if (mode !== 'hub') return 0;
  const headers = { authorization: `Bearer ${benchToken}` };
  const status = await fetch(new URL('/api/v1/system/status', address), { headers });
  return ((await status.json()) as { lastEventSeq: number }).lastEventSeq;
}

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request ?? ''));
    let rest = '';
    socket.setEncoding('latin1');
    socket.once('data', () => resolve());
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      note(text.slice(0, end));
    });
    sockets.push(socket);
  });
}

/** Every event carries when it was sent. */
function note(text: string): void {
  const now = monotonicMs();
  for (let at = text.indexOf('"t":'); at !== -1; at = text.indexOf('"t":', at + 4)) {
    delays.push(now - Number.parseFloat(text.slice(at + 4, at + 24)));
  }
}
