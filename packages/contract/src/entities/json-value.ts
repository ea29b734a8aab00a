import { z } from 'zod';

/** Brackets within brackets that a JSON value may have. */
const depthMax = 100;

/** Any JSON value of at most so many bytes as text; data that the hub hands on without looking into it. */
export function jsonValue(bytesMax: number) {
  return z
    .unknown()
    .refine((value) => value !== undefined, { error: 'is missing: give any JSON value' })
    .refine((value) => depthOf(value) <= depthMax, {
      error: `may nest at most ${depthMax} levels`,
      abort: true,
    })
    .refine((value) => bytesOf(value) <= bytesMax, {
      error: `may have at most ${bytesMax} bytes as JSON; store more elsewhere and send where it is`,
    });
}

/** Walks level by level: a value nested deeply must not exhaust the stack. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= depthMax) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    depth += 1;
  }
  return depth;
}

function bytesOf(value: unknown): number {
  const text = JSON.stringify(value) ?? 'null';
  return new TextEncoder().encode(text).length;
}
