import type { Operation } from '@mosaic/contract';

/** How streams resume: the input field that takes the place, and where an item may say it. */
const resumeFields = { after: ['seq', 'revision'], offset: ['nextOffset'] } as const;

/** The input field by which a stream continues; null when it always begins anew. */
export function resumeField(operation: Operation): keyof typeof resumeFields | null {
  if ('after' in operation.input.shape) return 'after';
  return 'offset' in operation.input.shape ? 'offset' : null;
}

/**
 * Items as Server-Sent Events. Those that know their place carry it as event id.
 *
 * Made once for an array that many connections are handed, and once for an item that stands in
 * several arrays.
 */
export function createFrames(): (operation: Operation, items: readonly unknown[]) => Buffer {
  const ofItems = new WeakMap<object, string>();
  const ofArrays = new WeakMap<readonly unknown[], Buffer>();
  const frameOf = (operation: Operation, item: unknown): string => {
    if (typeof item !== 'object' || item === null) return frame(operation, item);
    const known = ofItems.get(item) ?? frame(operation, item);
    ofItems.set(item, known);
    return known;
  };
  return (operation, items) => {
    const known = ofArrays.get(items);
    if (known !== undefined) return known;
    const frames = Buffer.from(items.map((item) => frameOf(operation, item)).join(''));
    ofArrays.set(items, frames);
    return frames;
  };
}

function frame(operation: Operation, item: unknown): string {
  const field = resumeField(operation);
  const names: readonly string[] = field === null ? [] : resumeFields[field];
  const place = names
    .map((name) => (item as Record<string, unknown>)[name])
    .find((value) => typeof value === 'number');
  const id = place === undefined ? '' : `id: ${place}\n`;
  return `${id}data: ${JSON.stringify(item)}\n\n`;
}
