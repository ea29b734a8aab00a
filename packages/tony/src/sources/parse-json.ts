import { MosaicError, visibleText } from '@mosaic/contract';
import { plainLine } from './plain-line.ts';

/** Parses JSON, without what nobody can see in its strings. Throws `invalid_input` naming the line, where the engine tells it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? visibleText(value) : value,
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    const position = /\bposition (\d+)/.exec(reason)?.[1];
    const at = position === undefined ? text.length : Number(position);
    const line = text.slice(0, at).split('\n').length;
    throw new MosaicError(
      'invalid_input',
      `Line ${line}: this is no JSON: ${plainLine(reason, 160)}. Correct it and try again.`,
      { cause },
    );
  }
}
