import { createServer, type Server } from 'node:http';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { isMosaicError, type Operation, toolName } from '@mosaic/contract';
import { createListener, createMcpDoor, mountMcp, mountRest } from '@mosaic/mcp';
import { pino } from 'pino';
import { type BenchHub, benchToken, openBenchHub } from './hub.ts';
import { seedTasks } from './seed-tasks.ts';

/**
 * Both servers of the `doors` benchmark in one process of their own: our doors, and the
 * official SDK's `McpServer` with the same operations over the same hub. Arguments: home,
 * number of tasks. Prints one line of JSON with the addresses, then serves until stdin ends.
 */
const [home = '', tasks = '0'] = process.argv.slice(2);
const bench = await openBenchHub(home);
const [taskId] = await seedTasks(bench, Number(tasks));
const logger = pino({ level: 'silent' });
const app = createListener({ ...bench, logger, isReady: () => true });
mountRest(app, bench.hub, 'bench');
const serverInfo = { name: 'mosaic', version: 'bench' };
const parts = { backbone: bench.hub, serverInfo, instructions: '', logger };
await mountMcp(app, await createMcpDoor(parts));
const url = await app.listen({ host: '127.0.0.1', port: 0 });
const peer = servePeer(bench);
await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
const address = peer.address();
const peerPort = typeof address === 'object' && address !== null ? address.port : 0;
process.stdout.write(
  `${JSON.stringify({ url, peerUrl: `http://127.0.0.1:${peerPort}`, taskId })}\n`,
);
process.stdin.resume();
process.stdin.on('end', async () => {
  peer.close();
  peer.closeAllConnections();
  await app.close();
  await bench.close();
});

/** As the SDK's documentation shows it: a server with its tools for each request. */
function servePeer({ hub }: BenchHub): Server {
  const handler = createMcpHandler(() => {
    const server = new McpServer(serverInfo);
    for (const operation of hub.operations) register(server, operation);
    return server;
  });
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await handler.fetch(
      new Request(`http://127.0.0.1${request.url}`, {
        method: 'POST',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });

  function register(server: McpServer, operation: Operation): void {
    if (operation.kind === 'stream') return;
    server.registerTool(
      toolName(operation),
      { description: operation.summary, inputSchema: operation.input },
      async (input: unknown) => {
        try {
          const output = await hub.call({
            operation: operation.name,
            input,
            token: benchToken,
            surface: 'mcp',
          });
          const structuredContent = output as Record<string, unknown>;
          return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent };
        } catch (error) {
          const text = isMosaicError(error) ? error.message : 'internal';
          return { content: [{ type: 'text', text }], isError: true };
        }
      },
    );
  }
}
