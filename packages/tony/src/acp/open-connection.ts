import {
  type ClientConnection,
  client,
  type InitializeResponse,
  methods,
  PROTOCOL_VERSION,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk/unstable';
import type { HostProcess } from '../runtime.ts';
import { messageStream } from './message-stream.ts';
import { readUpdate, type SessionUpdate } from './session-update.ts';

export interface ConnectionHandlers {
  onUpdate(update: SessionUpdate): void;
  onPermission(request: RequestPermissionRequest): RequestPermissionResponse;
  onStray(line: string): void;
}

/**
 * Speaks the client side of the protocol with a started agent.
 *
 * No file or terminal methods are offered: the agent works itself, inside the sandbox, where
 * limits hold for it. Requests we don't know are answered as not found by the SDK.
 */
export function openConnection(
  process: HostProcess,
  handlers: ConnectionHandlers,
): ClientConnection {
  return client({ name: 'mosaic' })
    .onRequest(methods.client.session.requestPermission, ({ params }) =>
      handlers.onPermission(params),
    )
    .connect(
      messageStream(process.stdin, process.stdout, {
        onStray: handlers.onStray,
        onUpdate: (params) => {
          const update = readUpdate(params);
          if (update !== null) handlers.onUpdate(update);
        },
      }),
    );
}

/** Agrees on the protocol version; an agent that knows only another one answers with that. */
export async function initialize(connection: ClientConnection): Promise<InitializeResponse> {
  const answer = await connection.agent.request(methods.agent.initialize, {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: 'mosaic', title: 'Mosaic', version: '1' },
    clientCapabilities: {
      fs: { readTextFile: false, writeTextFile: false },
      terminal: false,
      session: { compaction: {}, notices: {} },
    },
  });
  if (answer.protocolVersion !== PROTOCOL_VERSION) throw new WrongProtocol(answer.protocolVersion);
  return answer;
}

/** The agent speaks another version of the protocol. */
export class WrongProtocol extends Error {
  override readonly name = 'WrongProtocol';

  constructor(version: number) {
    super(
      `The agent speaks version ${version} of the Agent Client Protocol and we speak ${PROTOCOL_VERSION}. ` +
        'Install a version of the agent that fits.',
    );
  }
}
