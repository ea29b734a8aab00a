import { type Client, createClient } from '@mosaic/client';
import { isMosaicError, operations } from '@mosaic/contract';
import type { McpServer } from '@mosaic/mcp';
import { tonyVersion } from '../version.ts';
import { embeddedClient } from './embedded-client.ts';
import { isNewerLine, requireFit } from './handshake.ts';
import { ownVersionMatrix } from './version-matrix.ts';

/** Where the newest Tony that worked with a hub leaves its version. */
const namespace = 'tony';
const key = 'version';

/** The MCP client of Tony: it connects at its first call and greets the hub with its version. */
export function createLink(mcp: Pick<McpServer, 'start'>): Client {
  const greeted = new WeakMap<object, Promise<Client>>();
  const connect = async (): Promise<Client> => {
    const connection = await mcp.start();
    const known = greeted.get(connection);
    if (known !== undefined) return await known;
    const client =
      connection.kind === 'embedded'
        ? embeddedClient(connection.hub)
        : createClient({ baseUrl: connection.url, token: connection.token });
    const greeting = greet(client, connection.mcpVersion);
    greeted.set(connection, greeting);
    greeting.catch(() => greeted.delete(connection));
    return await greeting;
  };
  return {
    call: async (operation, input, options) => (await connect()).call(operation, input, options),
    async *stream(operation, input, options) {
      yield* (await connect()).stream(operation, input, options);
    },
  };
}

/** Lets only versions work together that fit, and notes the newest. */
async function greet(client: Client, mcp: string | null): Promise<Client> {
  const matrix = ownVersionMatrix();
  // A hub that is too old may not know how to answer more.
  requireFit(matrix, { tony: tonyVersion, mcp, newestTony: null });
  const newestTony = await newestOf(client);
  requireFit(matrix, { tony: tonyVersion, mcp, newestTony });
  if (newestTony === null || isNewerLine(tonyVersion, newestTony)) {
    await client.call(operations.setState, { namespace, key, value: tonyVersion });
  }
  return client;
}

async function newestOf(client: Client): Promise<string | null> {
  try {
    const { value } = await client.call(operations.getState, { namespace, key });
    return typeof value === 'string' ? value : null;
  } catch (error) {
    if (isMosaicError(error) && error.code === 'not_found') return null;
    throw error;
  }
}
