import {
  type ClientConnection,
  type InitializeResponse,
  type McpServer,
  methods,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk/unstable';
import { visibleText } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { failureOfHost } from '../run-failure.ts';
import type {
  HostProcess,
  OpenedSession,
  OpenRequest,
  Runtime,
  RuntimeCapabilities,
  RuntimeHost,
} from '../runtime.ts';
import type { CountScope } from '../usage.ts';
import { acpSession, endAgent } from './acp-session.ts';
import { connectionFailure, HandshakeTimeout } from './connection-failure.ts';
import { initialize, openConnection } from './open-connection.ts';
import { decidePermission } from './permission-policy.ts';
import { applyUpdate, type SessionState, startState } from './session-state.ts';

export interface AcpRuntimeOptions {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What its token counts cover; agents differ. Default: one turn. */
  readonly countScope?: CountScope;
  /** Longest handshake, in milliseconds. */
  readonly handshakeMs?: number;
  /** Time for the agent to obey a cancellation, in milliseconds. */
  readonly cancelGraceMs?: number;
}

const acpCapabilities: RuntimeCapabilities = {
  contextUsage: true,
  followUp: true,
  permissions: true,
  mcp: true,
};

/** Any agent that speaks the Agent Client Protocol over standard input and output. */
export function createAcpRuntime(options: AcpRuntimeOptions): Runtime {
  const program = options.argv[0] ?? '';
  return {
    id: options.id,
    capabilities: acpCapabilities,
    program,
    async open(request, host) {
      try {
        const process = await spawnAgent(options, request, host);
        return await openSession(options, request, process);
      } catch (error) {
        return { session: null, failure: failureOfHost(program, error) };
      }
    },
  };
}

function spawnAgent(
  { argv, env }: AcpRuntimeOptions,
  request: OpenRequest,
  host: RuntimeHost,
): Promise<HostProcess> {
  return host.spawn(argv, { stdin: 'pipe', env: { ...env, ...request.env } });
}

async function openSession(
  options: AcpRuntimeOptions,
  request: OpenRequest,
  process: HostProcess,
): Promise<OpenedSession> {
  const program = options.argv[0] ?? '';
  const state = startState(options.countScope ?? 'turn');
  const connection = openConnection(process, {
    onUpdate: (update) => {
      const event = applyUpdate(state, update);
      if (event !== null) request.onEvent(event);
    },
    onPermission: (question) => answerPermission(request, state, question),
    onStray: (line) =>
      request.onEvent({ type: 'notice', text: visibleText(line.slice(0, limits.titleCharsMax)) }),
  });
  // The protocol has no answer for "gone": what the connection ends with says more.
  const ended = Promise.withResolvers<never>();
  connection.signal.addEventListener('abort', () => ended.reject(connection.signal.reason));
  const timer = setTimeout(
    () => ended.reject(new HandshakeTimeout()),
    options.handshakeMs ?? limits.handshakeMs,
  );
  ended.promise.catch(() => {});
  try {
    const opened = await Promise.race([shakeHands(connection, request), ended.promise]);
    const { cancelGraceMs = limits.cancelGraceMs } = options;
    const session = acpSession({
      program,
      process,
      connection,
      state,
      cancelGraceMs,
      ...opened,
    });
    return { session, failure: null };
  } catch (error) {
    const failure = await connectionFailure(program, process, error);
    await endAgent(connection, process);
    return { session: null, failure };
  } finally {
    clearTimeout(timer);
  }
}

async function shakeHands(
  connection: ClientConnection,
  request: OpenRequest,
): Promise<{ sessionId: string; capabilities: RuntimeCapabilities }> {
  const agent = await initialize(connection);
  const mcpServers = mcpServersFor(agent, request);
  const { sessionId } = await connection.agent.request(methods.agent.session.new, {
    cwd: request.workdir,
    mcpServers,
  });
  return { sessionId, capabilities: { ...acpCapabilities, mcp: mcpServers.length > 0 } };
}

/** Our endpoint, where the agent can connect to one over HTTP; says so where it cannot. */
function mcpServersFor({ agentCapabilities }: InitializeResponse, request: OpenRequest) {
  const { mcp, onEvent } = request;
  if (mcp === null) return [];
  if (agentCapabilities?.mcpCapabilities?.http !== true) {
    onEvent({ type: 'notice', text: 'The agent takes no MCP server over HTTP; it works without.' });
    return [];
  }
  const server: McpServer = {
    type: 'http',
    name: 'mosaic',
    url: mcp.url,
    headers: [{ name: 'Authorization', value: `Bearer ${mcp.token}` }],
  };
  return [server];
}

function answerPermission(
  { workdir, onEvent }: OpenRequest,
  state: SessionState,
  { toolCall, options }: RequestPermissionRequest,
): RequestPermissionResponse {
  const tool = state.tools.note(toolCall);
  const answer = decidePermission({ workdir, tool, options });
  const { isAllowed, reason, optionId } = answer;
  onEvent({ type: 'permission', title: tool.title, isAllowed, reason });
  return optionId === null
    ? { outcome: { outcome: 'cancelled' } }
    : { outcome: { outcome: 'selected', optionId } };
}
