import { MosaicError, type Operation } from '@mosaic/contract';
import type { z } from 'zod';

/** Parses the input, or refuses it naming every field that is wrong. Unknown fields are refused too. */
export function validateInput(operation: Operation, input: unknown): Record<string, unknown> {
  const result = operation.input.strict().safeParse(input ?? {});
  if (result.success) return result.data;
  const fields = result.error.issues.slice(0, 20).map(describe);
  throw new MosaicError(
    'invalid_input',
    `${operation.name}: ${fields.map(({ field, problem }) => `${field} ${problem}`).join('; ')}.`,
    { details: { fields } },
  );
}

function describe(issue: z.core.$ZodIssue): { field: string; problem: string } {
  if (issue.code === 'unrecognized_keys') {
    return { field: issue.keys.join(', '), problem: 'is not a field of this operation' };
  }
  return { field: issue.path.join('.') || 'input', problem: lowerFirst(issue.message) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
