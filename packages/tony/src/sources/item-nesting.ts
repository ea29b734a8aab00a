import { MosaicError } from '@mosaic/contract';
import type { ForeignNode } from './foreign-plan.ts';
import { sourceLimits } from './source-limits.ts';

/**
 * Keeps track of where in a list the next item stands, by its indentation.
 *
 * Each item stands below the nearest one before it with a smaller indent; nesting deeper than
 * the limit goes on at the deepest level.
 */
export class ItemNesting {
  private readonly open: { indent: number; node: ForeignNode }[] = [];

  /** Ends all lists, as a heading does. */
  clear(): void {
    this.open.length = 0;
  }

  /** The item that an item at `indent` stands below; null for an item of the outermost list. */
  parentOf(indent: number): ForeignNode | null {
    while ((this.open.at(-1)?.indent ?? -1) >= indent) this.open.pop();
    return this.open.at(-1)?.node ?? null;
  }

  /** Makes an item the place for items with a larger indent. */
  push(indent: number, node: ForeignNode): void {
    if (this.open.length < sourceLimits.nestingMax) this.open.push({ indent, node });
  }

  /** The item a line at `indent` goes on with; null when it stands outside all lists. */
  around(indent: number): ForeignNode | null {
    for (let at = this.open.length - 1; at >= 0; at -= 1) {
      const entry = this.open[at];
      if (entry !== undefined && entry.indent < indent) return entry.node;
    }
    return null;
  }
}

/** Refuses a document that names more than can be planned at once. */
export function countNode(count: number, line: number): void {
  if (count <= sourceLimits.foreignNodesMax) return;
  throw new MosaicError(
    'invalid_input',
    `Line ${line}: a document may name ${sourceLimits.foreignNodesMax} things to do. Split it.`,
  );
}
