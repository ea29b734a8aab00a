import { pino } from 'pino';
import { openTestHub } from '../../../../test/test-hub.ts';
import { createListener } from '../../listener.ts';
import { createMcpDoor } from '../mcp-door.ts';
import { mountMcp, mountMcpConformance } from '../mount-mcp.ts';
import { createNotesModule } from './notes-module.ts';

const secret = 'test-only-secret-0123456789abcdef';

/** A real hub behind its real listener, with the door mounted as the product does. */
export async function serveDoor(profile?: 'conformance') {
  const notes = createNotesModule();
  const opened = await openTestHub([notes.module]);
  const logger = pino({ level: 'silent' });
  const door = await createMcpDoor({
    backbone: opened.hub,
    serverInfo: { name: 'mosaic', version: '1.2.3' },
    instructions: 'Begin with system_status.',
    logger,
    profile,
  });
  const app = createListener({ ...opened, logger, isReady: () => true });
  await mountMcp(app, door);
  if (profile) await mountMcpConformance(app, door, { secret, token: opened.owner });
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  return {
    ...notes,
    hub: opened.hub,
    owner: opened.owner,
    runner: opened.runner,
    url: new URL(`http://localhost:${port}/mcp`),
    conformanceUrl: new URL(`http://localhost:${port}/mcp-conformance/${secret}`),
    async close() {
      await app.close();
      await opened.destroy();
    },
  };
}

export type ServedDoor = Awaited<ReturnType<typeof serveDoor>>;
