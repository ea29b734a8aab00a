import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createListener, mountRest } from '@mosaic/mcp';
import { pino } from 'pino';
import { emit, emitModule } from '../packages/mcp/test/emit-module.ts';
import { answerLines } from './child.ts';
import { openBenchHub } from './hub.ts';
import { monotonicMs } from './monotonic.ts';
import { percentile } from './statistics.ts';

/**
 * The servers of the `fanout` benchmark: our hub, which commits every event before it tells of
 * it, and two peers that only pass on what is in memory: plain SSE and plain WebSocket, each with
 * one text and one write for every client and event. Argument: home. Each line `MODE RATE MS` sends
 * that many events a second for that long.
 */
const [home = ''] = process.argv.slice(2);
const bench = await openBenchHub(home, [emitModule]);
const app = createListener({ ...bench, logger: pino({ level: 'silent' }), isReady: () => true });
mountRest(app, bench.hub, 'bench');
const url = await app.listen({ host: '127.0.0.1', port: 0, backlog: 2_048 });

const readers = new Set<ServerResponse>();
const sockets = new Set<Socket>();
const peer = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': connected\n\n');
  readers.add(response);
  response.once('close', () => readers.delete(response));
});
peer.on('upgrade', (request, socket: Socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('error', () => socket.destroy());
  socket.once('close', () => sockets.delete(socket));
  sockets.add(socket);
});
await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', 2_048, resolve));
const address = peer.address();
const peerPort = typeof address === 'object' && address !== null ? address.port : 0;
process.stdout.write(`${JSON.stringify({ url, peerUrl: `http://127.0.0.1:${peerPort}` })}\n`);

let seq = 0;
/** How long events took to be on disk; part of every delay of ours, and of none of the peers'. */
const commits: number[] = [];
const eventOf = () => ({
  type: 'task.changed' as const,
  missionId: 'msn_0190b5c8-6c1f-7000-8000-000000000001',
  taskId: 'tsk_0190b5c8-6c1f-7000-8000-000000000001',
  data: { key: 'MS-SEC-001', status: 'in-progress', t: monotonicMs() },
});
const send = {
  hub() {
    const startedAt = monotonicMs();
    void emit(bench, eventOf()).then(() => commits.push(monotonicMs() - startedAt));
  },
  sse() {
    seq += 1;
    const event = { seq, at: new Date().toISOString(), ...eventOf() };
    for (const reader of readers) reader.write(`id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`);
  },
  ws() {
    seq += 1;
    const event = { seq, at: new Date().toISOString(), ...eventOf() };
    for (const socket of sockets) socket.write(frame(`${JSON.stringify(event)}\n`));
  },
};

await answerLines(async (line) => {
  const [mode = 'hub', rate = '20', ms = '1000'] = line.split(' ');
  const startedAt = monotonicMs();
  const startedCpu = process.cpuUsage();
  let sent = 0;
  while (monotonicMs() - startedAt < Number(ms)) {
    const due = ((monotonicMs() - startedAt) / 1_000) * Number(rate);
    for (; sent < due; sent += 1) send[mode as keyof typeof send]();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const cpu = process.cpuUsage(startedCpu);
  const commitMs = commits.length === 0 ? 0 : percentile(commits.splice(0), 0.5);
  return { sent, cpuMs: (cpu.user + cpu.system) / 1_000, commitMs };
});
peer.closeAllConnections();
for (const socket of sockets) socket.destroy();
peer.close();
await app.close();
await bench.close();

/** One text frame of a server, up to 64 KiB. */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}
