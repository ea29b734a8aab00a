import { limits, MosaicError } from '@mosaic/contract';
import { stateLimits } from './limits.ts';

const encoder = new TextEncoder();

/** The value as it is stored, with its length; refuses what is too large or nested too deeply. */
export function jsonText(key: string, value: unknown): { text: string; bytes: number } {
  if (depthExceeds(value, stateLimits.valueDepthMax)) {
    throw new MosaicError(
      'invalid_input',
      `The value of ${key} is nested more than ${stateLimits.valueDepthMax} levels deep. Make it flatter.`,
      { details: { fields: [{ field: 'value', problem: 'is nested too deeply' }] } },
    );
  }
  const text = JSON.stringify(value);
  const bytes = encoder.encode(text).length;
  if (bytes <= limits.stateValueBytesMax) return { text, bytes };
  throw new MosaicError(
    'too_large',
    `The value of ${key} has ${bytes} bytes as JSON; at most ${limits.stateValueBytesMax} are kept. Split it over several keys.`,
    { details: { key, bytes, bytesMax: limits.stateValueBytesMax } },
  );
}

/** Level by level rather than by recursion, which hostile input could make overflow. */
function depthExceeds(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
