import { MosaicError } from '@mosaic/contract';
import type { FieldSpec } from './field-spec.ts';

/** What the command line said about one field: texts of a value or list, or a switch. */
export type GivenValue = string | readonly string[] | boolean;

/**
 * Turns texts into the raw input of an operation; the schema judges it later.
 *
 * A list is one flag per item, or a single JSON array, which is also how an empty
 * list is said.
 */
export function readValues(
  specs: readonly FieldSpec[],
  given: Readonly<Record<string, GivenValue | undefined>>,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const spec of specs) {
    const value = given[spec.name];
    if (value !== undefined) input[spec.name] = readField(spec, value);
  }
  return input;
}

function readField(spec: FieldSpec, value: GivenValue): unknown {
  if (typeof value === 'boolean') return value;
  if (spec.shape !== 'list') return readText(spec, String(value));
  const texts = typeof value === 'string' ? [value] : value;
  return wholeList(texts) ?? texts.map((text) => readText(spec, text));
}

function readText(spec: FieldSpec, text: string): unknown {
  if (spec.kind === 'text') return text;
  if (spec.kind === 'json') return parseJson(spec, text);
  if (spec.isNullable && text === 'null') return null;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new MosaicError('invalid_input', `--${spec.flag} is "${text}": it must be a number.`);
}

function wholeList(texts: readonly string[]): unknown[] | null {
  const [only] = texts;
  if (texts.length !== 1 || only === undefined || !only.startsWith('[')) return null;
  try {
    const list: unknown = JSON.parse(only);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function parseJson(spec: FieldSpec, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MosaicError('invalid_input', `--${spec.flag} must be JSON. Quote it for the shell.`, {
      cause,
    });
  }
}
