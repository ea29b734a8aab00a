import { type DocumentId, placeOf } from './decomposition-ids.ts';
import { type ForeignLink, type ForeignNode, foreignNode } from './foreign-plan.ts';
import { countNode } from './item-nesting.ts';
import { sourceLimits } from './source-limits.ts';
import { pathsIn, takeEstimate } from './word-facts.ts';

/** An atomic of the numbering by phases, and the micro tasks below it, in minutes. */
const phaseAtomicMinutes = 30;
const phaseMicroMinutes = 10;
const subtask = 4;

interface Entry {
  node: ForeignNode;
  groups: readonly string[];
}

/** Nodes of a decomposition document by the place their ids name. */
export class DecompositionTree {
  private readonly entries = new Map<string, Entry>();
  private readonly dependencies: ForeignLink[] = [];
  private beyond = 0;
  private items = 0;

  get size(): number {
    return this.entries.size;
  }

  /** The node of an id, made where it is named for the first time, as are those above it. */
  place(id: DocumentId, line: number): ForeignNode {
    for (let depth = 1; depth <= id.groups.length; depth += 1) {
      const groups = id.groups.slice(0, depth);
      const key = placeOf(groups);
      if (this.entries.has(key)) continue;
      const node = foreignNode(key, depth === id.groups.length ? id.text : `Part ${key}`);
      node.isDerived = true;
      this.entries.set(key, { node, groups });
      countNode(this.entries.size + this.items, line);
    }
    return this.entries.get(placeOf(id.groups))?.node ?? foreignNode(id.text, id.text);
  }

  find(id: DocumentId): ForeignNode | null {
    return this.entries.get(placeOf(id.groups))?.node ?? null;
  }

  /** Adds an item without an id below a node. */
  addItem(node: ForeignNode, text: string, isDone: boolean, line: number): void {
    this.items += 1;
    countNode(this.entries.size + this.items, line);
    const estimate = takeEstimate(text);
    const item = foreignNode(`${node.key}/${line}`, estimate.title);
    item.minutes = estimate.minutes;
    item.isDone = isDone;
    item.files = pathsIn(text);
    node.children.push(item);
  }

  /** Keeps links by place; those to places that are not there are dropped when the plan is made. */
  addLinks(links: readonly ForeignLink[]): void {
    for (const link of links) {
      if (this.dependencies.length < sourceLimits.linksMax) this.dependencies.push(link);
      else this.beyond += 1;
    }
  }

  links(): { links: ForeignLink[]; beyond: number } {
    return { links: this.dependencies, beyond: this.beyond };
  }

  /** The epics, with all below them in the order of the document. */
  roots(title: string): { roots: ForeignNode[]; derived: number } {
    const roots: ForeignNode[] = [];
    let derived = 0;
    for (const { node, groups } of this.entries.values()) {
      const above = this.entries.get(placeOf(groups.slice(0, -1)))?.node;
      if (above === undefined) {
        if (node.isDerived) {
          node.title = title;
          node.isDerived = false;
        }
        roots.push(node);
      } else {
        if (node.isDerived) derived += 1;
        above.children.push(node);
      }
    }
    for (const { node, groups } of this.entries.values()) setLevel(node, groups);
    return { roots, derived };
  }
}

/**
 * Our own ids name their level. In the numbering by phases depth decides, and its atomics are
 * 30 minutes, its micro tasks 10, unless the document says otherwise.
 */
function setLevel(node: ForeignNode, groups: readonly string[]): void {
  const depth = groups.length - 1;
  if (groups[0]?.startsWith('E') === true) {
    node.level = depth;
    return;
  }
  const isLeaf = node.children.length === 0;
  if (groups[0]?.startsWith('N') === true && isLeaf && depth >= 3) {
    node.minutes ??= depth >= 4 ? phaseMicroMinutes : phaseAtomicMinutes;
  }
  const items = node.children.filter((child) => child.key.includes('/'));
  // Actions listed below the deepest ids are atomics.
  if (depth >= subtask && items.length === node.children.length) {
    for (const item of items) item.level = subtask + 1;
  }
}
