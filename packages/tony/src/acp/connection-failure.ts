import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from '@agentclientprotocol/sdk/unstable';
import type { RunFailure } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { failureOfExit, failureOfHost, runFailure } from '../run-failure.ts';
import type { HostProcess } from '../runtime.ts';
import { titleText } from '../turn-text.ts';
import { MessageFlood } from './message-stream.ts';
import { WrongProtocol } from './open-connection.ts';

const authRequired = -32_000;

/** The agent did not answer a request of the handshake in time. */
export class HandshakeTimeout extends Error {
  override readonly name = 'HandshakeTimeout';
}

/**
 * Why a request to an agent failed. What the agent itself said comes first; when the
 * connection just ended, the end of the process tells why. Stops the process.
 */
export async function connectionFailure(
  program: string,
  process: HostProcess,
  error: unknown,
): Promise<RunFailure> {
  const told = toldFailure(program, error);
  if (told !== null) {
    await process.stop().catch(() => {});
    return told;
  }
  try {
    const exit = await Promise.race([
      process.done,
      sleep(limits.exitReasonMs, null, { ref: false }),
    ]);
    if (exit !== null) return failureOfExit(program, exit);
  } catch (hostError) {
    return failureOfHost(program, hostError);
  }
  await process.stop().catch(() => {});
  return runFailure(
    'crashed',
    `${program} closed the connection but went on running. It was ended.`,
  );
}

function toldFailure(program: string, error: unknown): RunFailure | null {
  if (error instanceof MessageFlood) return runFailure('flood', `${program}: ${error.message}`);
  if (error instanceof WrongProtocol) return runFailure('runtime_missing', error.message);
  if (error instanceof HandshakeTimeout) {
    return runFailure('silent', `${program} did not answer when a session was opened.`);
  }
  if (!(error instanceof RequestError)) return null;
  const text = titleText(error.message, 1_000);
  if (error.code === authRequired) {
    return runFailure(
      'runtime_missing',
      `${program} asks to be signed in: ${text}. Sign in with its own command, or give it an API key.`,
    );
  }
  return runFailure('crashed', `${program} answered with error ${error.code}: ${text}`);
}
