import { MosaicError } from '@mosaic/contract';

/**
 * Reads one field by its dotted name, with numbers for items of lists.
 *
 * @throws `not_found` naming the first part that is not there, and what is there instead
 */
export function queryContext(context: unknown, field: string): unknown {
  let value = context;
  const walked: string[] = [];
  for (const part of field.split('.')) {
    const names = namesOf(value);
    if (!names.includes(part)) {
      const where = walked.length === 0 ? 'The context' : walked.join('.');
      throw new MosaicError(
        'not_found',
        `${where} has no ${part}. It has: ${names.slice(0, 20).join(', ') || 'nothing'}.`,
        { details: { field } },
      );
    }
    value = (value as Record<string, unknown>)[part];
    walked.push(part);
  }
  return value;
}

function namesOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
