import { localhostAllowedHostnames, validateHostHeader } from '@modelcontextprotocol/server';
import fastify from 'fastify';
import { pino } from 'pino';
import { createMcpDoor } from '../mcp-door.ts';
import { mountMcp, mountMcpConformance } from '../mount-mcp.ts';
import { createMemoryBackbone, tokens } from './memory-backbone.ts';

const secret = 'test-only-secret-0123456789abcdef';

/** Serves the door over a real socket, with a Host check in front as the listener has one. */
export async function serveDoor(profile?: 'conformance') {
  const backbone = createMemoryBackbone();
  const door = await createMcpDoor({
    backbone,
    serverInfo: { name: 'mosaic', version: '1.2.3' },
    instructions: 'Begin with system_status.',
    logger: pino({ level: 'silent' }),
    profile,
  });
  const app = fastify();
  app.addHook('onRequest', async (request, reply) => {
    const host = validateHostHeader(request.headers.host ?? '', localhostAllowedHostnames());
    if (!host.ok) return reply.code(403).send({ error: host.message });
  });
  await mountMcp(app, door);
  if (profile) await mountMcpConformance(app, door, { secret, token: tokens.owner });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = new URL(address);
  return {
    backbone,
    url: new URL(`http://localhost:${port}/mcp`),
    conformanceUrl: new URL(`http://localhost:${port}/mcp-conformance/${secret}`),
    close: () => app.close(),
  };
}

export type ServedDoor = Awaited<ReturnType<typeof serveDoor>>;
