import { type ClientConnection, methods } from '@agentclientprotocol/sdk/unstable';
import { limits } from '../limits.ts';
import { runFailure } from '../run-failure.ts';
import type { AgentSession, HostProcess, RuntimeCapabilities, TurnEnd } from '../runtime.ts';
import { createTurnText } from '../turn-text.ts';
import { connectionFailure } from './connection-failure.ts';
import { noteSpend, type SessionState, usageOf } from './session-state.ts';

export interface AcpSessionParts {
  readonly program: string;
  readonly process: HostProcess;
  readonly connection: ClientConnection;
  readonly sessionId: string;
  readonly state: SessionState;
  readonly capabilities: RuntimeCapabilities;
  readonly cancelGraceMs: number;
}

/** One conversation over an open connection. */
export function acpSession(parts: AcpSessionParts): AgentSession {
  const { program, process, connection, sessionId, state } = parts;
  let isOver = false;

  const ask = async (text: string): Promise<TurnEnd> => {
    try {
      const answer = await connection.agent.request(methods.agent.session.prompt, {
        sessionId,
        prompt: [{ type: 'text', text }],
      });
      noteSpend(state, answer.usage);
      return { stopReason: answer.stopReason, text: state.text.read(), failure: null };
    } catch (error) {
      isOver = true;
      noteSpend(state, null);
      const failure = await connectionFailure(program, process, error);
      return { stopReason: 'failed', text: state.text.read(), failure };
    }
  };

  /** Asks the agent to stop; one that does not obey is ended. */
  const cancelTurn = async (turn: Promise<TurnEnd>): Promise<TurnEnd> => {
    await connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {});
    const isStopped = await settlesWithin(turn, parts.cancelGraceMs);
    if (!isStopped) {
      isOver = true;
      connection.close();
      await process.stop().catch(() => {});
    }
    const end = await turn;
    return end.failure === null || !isStopped
      ? { stopReason: 'cancelled', text: end.text, failure: null }
      : end;
  };

  return {
    capabilities: parts.capabilities,
    async prompt(text, signal) {
      if (isOver) return sessionOver(program);
      if (signal.aborted) return { stopReason: 'cancelled', text: '', failure: null };
      state.text = createTurnText();
      const turn = ask(text);
      const aborted = Promise.withResolvers<'aborted'>();
      const onAbort = () => aborted.resolve('aborted');
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        const first = await Promise.race([turn, aborted.promise]);
        return first === 'aborted' ? await cancelTurn(turn) : first;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    usage: () => usageOf(state),
    async close() {
      isOver = true;
      await endAgent(connection, process);
    },
  };
}

function sessionOver(program: string): TurnEnd {
  const failure = runFailure('crashed', `The session with ${program} is over. Open another one.`);
  return { stopReason: 'failed', text: '', failure };
}

/** Closes the input, which is the sign for an agent to end; then ends what is left. */
export async function endAgent(connection: ClientConnection, process: HostProcess): Promise<void> {
  connection.close();
  process.stdin.end();
  const done = process.done.catch(() => {});
  if (await settlesWithin(done, limits.closeGraceMs)) return;
  await process.stop().catch(() => {});
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
