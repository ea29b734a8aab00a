import type { Operation } from '@mosaic/contract';

export type FieldProblems = Readonly<Record<string, string>>;

/** Checks a form by the operation's own schema: what the hub would refuse is said before it is sent. */
export function fieldProblems(operation: Operation, input: Record<string, unknown>): FieldProblems {
  const result = operation.input.safeParse(input);
  if (result.success) return {};
  const problems: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '');
    problems[field] ??= issue.message;
  }
  return problems;
}
