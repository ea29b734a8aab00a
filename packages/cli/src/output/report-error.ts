import { isMosaicError } from '@mosaic/contract';
import { exitCodeOfError } from '../exit-code.ts';
import { plainJson, plainText } from './plain-text.ts';
import type { Terminal } from './terminal.ts';

/** Says what went wrong, why and what to do; returns the exit code. */
export function reportError(terminal: Terminal, error: unknown, isJson: boolean): number {
  const failure = describe(error);
  if (isJson) {
    terminal.print(plainJson({ error: failure }));
  } else {
    const { style } = terminal.noteView;
    terminal.note(`${style(['red', 'bold'], 'Error:')} ${plainText(failure.message)}`);
    const cause = causeOf(error);
    if (cause !== null) terminal.note(style('dim', `Cause: ${plainText(cause)}`));
    terminal.note(style('dim', `Code: ${failure.code}`));
  }
  return exitCodeOfError(error);
}

function describe(error: unknown) {
  if (isMosaicError(error)) {
    return { code: error.code, message: error.message, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal' as const,
    message: `${message}. This is an error of MosAIc: please report it with what you did.`,
    details: {},
  };
}

function causeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (!isMosaicError(error)) return error.stack?.split('\n').slice(1, 4).join('\n') ?? null;
  const { cause } = error;
  if (!(cause instanceof Error)) return null;
  const deeper = cause.cause instanceof Error ? cause.cause.message : '';
  return deeper === '' ? cause.message : `${cause.message}: ${deeper}`;
}
