import type { Operation } from '@mosaic/contract';
import { z } from 'zod';

type Shape = 'list' | 'object' | 'text';
interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
}

const shapes = new WeakMap<Operation, ReadonlyMap<string, Shape>>();

/**
 * Whether a parameter of a query is written as JSON: lists and objects are, numbers and text are
 * not. What may be text as well is text.
 */
export function isWrittenAsJson(schema: object): boolean {
  return shapeOf(schema as JsonSchema) !== 'text';
}

/**
 * Reads the parameters of a query string. Lists and objects are JSON there; a list may also be
 * one parameter for each item. What cannot be read is left for the schema to refuse.
 */
export function readQuery(
  operation: Operation,
  query: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields = shapesOf(operation);
  const read = { ...query };
  for (const [name, value] of Object.entries(query)) {
    const shape = fields.get(name) ?? 'text';
    if (shape !== 'text' && typeof value === 'string') read[name] = readText(value, shape);
  }
  return read;
}

function readText(text: string, shape: Shape): unknown {
  if (shape === 'list' && !text.startsWith('[')) return [text];
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shapesOf(operation: Operation): ReadonlyMap<string, Shape> {
  const known = shapes.get(operation);
  if (known) return known;
  const { properties = {} } = z.toJSONSchema(operation.input, { io: 'input' }) as {
    properties?: Record<string, JsonSchema>;
  };
  const found = new Map(
    Object.entries(properties).map(([name, schema]) => [name, shapeOf(schema)] as const),
  );
  shapes.set(operation, found);
  return found;
}

function shapeOf({ type, anyOf }: JsonSchema): Shape {
  if (type === 'array') return 'list';
  if (type === 'object') return 'object';
  const others = (anyOf ?? []).filter((option) => option.type !== 'null').map(shapeOf);
  const [first = 'text'] = others;
  return others.every((shape) => shape === first) ? first : 'text';
}
