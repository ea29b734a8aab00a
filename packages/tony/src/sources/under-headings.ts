import { type ForeignNode, type ForeignPlan, foreignNode } from './foreign-plan.ts';

/** A tree that grows with the headings of a document. */
export interface HeadingTree {
  /** The node of the last heading; the document itself before the first one. */
  current(): ForeignNode;
  /** Puts a node where a heading of this depth stands. */
  open(depth: number, node: ForeignNode): void;
  /** Takes out headings with nothing below them that are no work either; returns their titles. */
  prune(isWork: (heading: ForeignNode) => boolean): string[];
  /** Takes out headings that only group others, such as "Requirements", and lifts what is below. */
  lift(isGroup: (heading: ForeignNode) => boolean): void;
  /** The whole as one epic. */
  plan(): ForeignPlan;
}

/**
 * Collects nodes below the headings of a document.
 *
 * A single uppermost heading is the epic; otherwise the document is, under the name given.
 */
export function underHeadings(name: string): HeadingTree {
  const root = foreignNode('document', name);
  const open: { depth: number; node: ForeignNode }[] = [];
  const headings = new Set<ForeignNode>();
  return {
    current: () => open.at(-1)?.node ?? root,
    open: (depth, node) => {
      while ((open.at(-1)?.depth ?? 0) >= depth) open.pop();
      (open.at(-1)?.node ?? root).children.push(node);
      open.push({ depth, node });
      headings.add(node);
    },
    prune: (isWork) => {
      const titles: string[] = [];
      const visit = (node: ForeignNode) => {
        node.children = node.children.filter((child) => {
          if (!headings.has(child)) return true;
          visit(child);
          const isKept = child.children.length > 0 || isWork(child);
          if (!isKept) titles.push(child.title);
          return isKept;
        });
      };
      visit(root);
      return titles;
    },
    lift: (isGroup) => {
      const visit = (node: ForeignNode, depth: number) => {
        for (const child of node.children) if (headings.has(child)) visit(child, depth + 1);
        node.children = node.children.flatMap((child) => {
          const hasHeadings = child.children.some((each) => headings.has(each));
          const isLifted = depth > 0 && headings.has(child) && hasHeadings && isGroup(child);
          return isLifted ? child.children : [child];
        });
      };
      visit(root, 0);
    },
    plan: () => {
      const [first] = root.children;
      const isTitled = first !== undefined && root.children.length === 1 && headings.has(first);
      const epic = isTitled ? first : root;
      const goal = isTitled ? [root.description, first.description] : [root.description];
      return {
        title: epic.title,
        goal: goal.filter((each) => each !== '').join('\n'),
        roots: [epic],
        links: [],
        notes: [],
      };
    },
  };
}
