import { idField, type Operation } from '@mosaic/contract';
import { z } from 'zod';

/** How the text of one value is read. */
export type ValueKind = 'text' | 'number' | 'json';

/** An input field as the command line offers it; derived from the schema, never written by hand. */
export interface FieldSpec {
  readonly name: string;
  /** `maxWorkers` → `max-workers`. */
  readonly flag: string;
  readonly shape: 'value' | 'switch' | 'list';
  readonly kind: ValueKind;
  readonly isRequired: boolean;
  /** True when `null` is a value of a number. */
  readonly isNullable: boolean;
  readonly choices: readonly string[] | null;
  readonly fallback: unknown;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** The fields of an operation's input, in the order of the schema. */
export function fieldSpecs(operation: Operation): readonly FieldSpec[] {
  const schema = z.toJSONSchema(operation.input, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldSpec(name, property, required.has(name)),
  );
}

/**
 * The field given without a flag: the thing itself, or the only field there must be.
 *
 * `task show ID`, `project add PATH`, `mission start PROJECT`.
 */
export function positionalField(
  operation: Operation,
  specs: readonly FieldSpec[],
): FieldSpec | null {
  const id = idField(operation);
  const required = specs.filter((spec) => spec.isRequired);
  const name = id ?? (required.length === 1 ? required[0]?.name : null);
  const spec = specs.find((candidate) => candidate.name === name);
  return spec?.shape === 'value' && spec.kind === 'text' ? spec : null;
}

function fieldSpec(name: string, schema: JsonSchema, isRequired: boolean): FieldSpec {
  const { bare, isNullable } = withoutNull(schema);
  const base = { name, flag: kebab(name), isRequired, fallback: schema.default };
  if (bare.type === 'boolean' && !isNullable) {
    return { ...base, shape: 'switch', kind: 'text', isNullable, choices: null };
  }
  const isList = bare.type === 'array' && !isNullable;
  const element = isList ? (bare.items ?? {}) : bare;
  const kind = valueKind(element, isNullable);
  return {
    ...base,
    shape: isList ? 'list' : 'value',
    kind,
    isNullable,
    choices: kind === 'text' && element.enum ? element.enum.map(String) : null,
  };
}

/** A nullable text is JSON, so that the text "null" and null stay apart. */
function valueKind(schema: JsonSchema, isNullable: boolean): ValueKind {
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return schema.type === 'string' && !isNullable ? 'text' : 'json';
}

function withoutNull(schema: JsonSchema): { bare: JsonSchema; isNullable: boolean } {
  const others = schema.anyOf?.filter((option) => option.type !== 'null') ?? [];
  const isNullable = schema.anyOf !== undefined && others.length < schema.anyOf.length;
  const [only] = others;
  return isNullable && others.length === 1 && only !== undefined
    ? { bare: only, isNullable }
    : { bare: schema, isNullable: false };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
