import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchToken } from './hub.ts';
import { type Exchange, type Load, load } from './load.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { missionId } from './seed-tasks.ts';
import { median, percentile } from './statistics.ts';

const program = fileURLToPath(new URL('doors-server.ts', import.meta.url));
const roundMs = 700;
/** The first one warms up. */
const rounds = 3;
const peerName = 'SDK McpServer';

interface Servers {
  readonly url: string;
  readonly peerUrl: string;
  readonly taskId: string;
}

/** Reads through the REST and MCP doors; the server has a process, and so a core, of its own. */
export function benchDoors(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    for (const tasks of [10, 200]) {
      const home = join(folder, String(tasks));
      mkdirSync(home);
      const child = spawn(process.execPath, [program, home, String(tasks)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      try {
        rows.push(...(await benchSize(JSON.parse(await firstLine(child)), tasks)));
      } finally {
        child.stdin.end();
        await new Promise((resolve) => child.once('exit', resolve));
      }
    }
    return rows;
  });
}

async function benchSize(servers: Servers, tasks: number): Promise<Row[]> {
  const { url, taskId } = servers;
  const list = `/api/v1/tasks?limit=${tasks}&missionId=${missionId}`;
  const rest = {
    'task.list': exchange(url + list, null, '"nextCursor"'),
    'task.show': exchange(`${url}/api/v1/tasks/${taskId}`, null, '"MS-CQ-1"'),
  };
  const tools = {
    task_list: callTool('task_list', { limit: tasks, missionId }),
    task_show: callTool('task_show', { taskId }),
    'tools/list': { method: 'tools/list', params: {} },
  };
  const rows: Row[] = [];
  for (const [name, asked] of Object.entries(rest)) {
    const { ours } = await rounded({ ours: asked, peer: null });
    rows.push(...rowsOf(`REST ${name}, ${tasks} tasks`, ours, null));
  }
  for (const [name, message] of Object.entries(tools)) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...message });
    const expected = name === 'tools/list' ? '"tools"' : 'MS-CQ-1';
    const { ours, peer } = await rounded({
      ours: exchange(`${url}/mcp`, body, expected),
      peer: exchange(`${servers.peerUrl}/mcp`, body, expected),
    });
    rows.push(...rowsOf(`MCP ${name}, ${tasks} tasks`, ours, peer));
  }
  return rows;
}

/** In turns, so that what else the machine does hits both. */
async function rounded(sides: { ours: Exchange; peer: Exchange | null }) {
  const ours: Load[] = [];
  const peer: Load[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = await load(sides.ours, roundMs);
    const other = sides.peer === null ? null : await load(sides.peer, roundMs);
    if (round === 0) continue;
    ours.push(own);
    if (other !== null) peer.push(other);
  }
  return { ours, peer: peer.length === 0 ? null : peer };
}

function rowsOf(name: string, ours: readonly Load[], peer: readonly Load[] | null): Row[] {
  const rate = (loads: readonly Load[]) =>
    median(loads.map(({ callsPerSecond }) => callsPerSecond));
  const late = (loads: readonly Load[]) =>
    percentile(
      loads.flatMap(({ callMs }) => callMs),
      0.99,
    );
  return [
    row({
      name,
      metric: 'calls',
      unit: '/s',
      ours: rate(ours),
      ...(peer === null ? {} : { peer: { name: peerName, value: rate(peer) } }),
      target: { atLeast: 10_000 },
    }),
    row({
      name,
      metric: 'p99',
      unit: 'ms',
      ours: late(ours),
      ...(peer === null ? {} : { peer: { name: peerName, value: late(peer) } }),
      target: { atMost: 50 },
    }),
  ];
}

function callTool(name: string, args: Record<string, unknown>) {
  return { method: 'tools/call', params: { name, arguments: args } };
}

function exchange(url: string, body: string | null, expected: string): Exchange {
  const headers = {
    authorization: `Bearer ${benchToken}`,
    ...(body === null
      ? {}
      : {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          accept: 'application/json, text/event-stream',
        }),
  };
  return { url, headers, body, expected };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end !== -1) resolve(text.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}`)));
  });
}
