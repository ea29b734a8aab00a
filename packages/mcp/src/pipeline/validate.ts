import { MosaicError, type Operation } from '@mosaic/contract';
import type { z } from 'zod';

/** Wrong fields named in one refusal, and characters of each name. */
const fieldsShownMax = 20;
const nameCharsMax = 80;

/** The strict form of each input schema, made once: zod compiles a schema on its first use. */
const strictInputs = new WeakMap<z.ZodObject, z.ZodObject>();

/** Parses the input, or refuses it naming the fields that are wrong. Unknown fields are refused too. */
export function validateInput(operation: Operation, input: unknown): Record<string, unknown> {
  const result = strictInput(operation.input).safeParse(input ?? {});
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap(describe).slice(0, fieldsShownMax);
  throw new MosaicError(
    'invalid_input',
    `${operation.name}: ${fields.map(({ field, problem }) => `${field} ${problem}`).join('; ')}.`,
    { details: { fields } },
  );
}

function strictInput(schema: z.ZodObject): z.ZodObject {
  const known = strictInputs.get(schema);
  if (known) return known;
  const strict = schema.strict();
  strictInputs.set(schema, strict);
  return strict;
}

function describe(issue: z.core.$ZodIssue): { field: string; problem: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, fieldsShownMax).map((key) => ({
      field: key.slice(0, nameCharsMax),
      problem: 'is not a field of this operation',
    }));
  }
  const field = issue.path.join('.').slice(0, nameCharsMax) || 'input';
  return [{ field, problem: lowerFirst(issue.message) }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
