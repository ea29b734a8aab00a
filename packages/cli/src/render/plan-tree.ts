import {
  type PlanDocument,
  type PlanNode,
  type PlanNodeProgress,
  planLevels,
} from '@mosaic/contract';
import { displayWidth, fitWidth } from '../output/display-width.ts';
import { plainLine } from '../output/plain-text.ts';
import type { Format, View } from '../output/terminal.ts';
import { workText } from '../output/work-text.ts';
import { progressFormat, progressSign } from './plan-progress.ts';

export interface TreeOptions {
  /** Levels shown, 1 to 6; as many as fit into {@link linesWanted} unless given. */
  readonly depth?: number | undefined;
  readonly progress?: readonly PlanNodeProgress[] | undefined;
}

/** Lines up to which a tree is shown whole. */
const linesWanted = 60;

/** The nodes of a plan below each other, with the work in each and how much is hidden. */
export function planTree(
  document: Pick<PlanDocument, 'nodes'>,
  view: View,
  options: TreeOptions = {},
): string {
  const tree = readTree(document.nodes);
  const depth = options.depth ?? fittingDepth(tree);
  const progress = new Map(options.progress?.map((node) => [node.id as string, node]));
  const lines: string[] = [];
  const show = (node: PlanNode, level: number, lead: string, branch: string) => {
    const children = tree.childrenOf(node.id);
    const isFolded = children.length > 0 && level >= depth;
    const about = nodeText(tree.minutesOf(node.id), isFolded ? tree.below(node.id) : 0);
    lines.push(line(`${lead}${branch}`, node, about, progress.get(node.id), view));
    if (isFolded) return;
    const below = branch === '' ? '' : `${lead}${branch.startsWith('└') ? '   ' : '│  '}`;
    for (const [index, child] of children.entries()) {
      show(child, level + 1, below, index === children.length - 1 ? '└─ ' : '├─ ');
    }
  };
  for (const root of tree.roots) show(root, 1, '', '');
  return lines.join('\n');
}

interface Tree {
  readonly roots: readonly PlanNode[];
  /** How many nodes each level has, the first one first. */
  readonly levels: readonly number[];
  childrenOf(id: string): readonly PlanNode[];
  minutesOf(id: string): number;
  /** Nodes below this one. */
  below(id: string): number;
}

function readTree(nodes: readonly PlanNode[]): Tree {
  const known = new Set<string>(nodes.map(({ id }) => id));
  const children = Map.groupBy(nodes, ({ parentId }) =>
    parentId !== null && known.has(parentId) ? (parentId as string) : '',
  );
  const minutes = new Map<string, number>();
  const below = new Map<string, number>();
  const levels: number[] = [];
  const sum = (node: PlanNode, level: number): number => {
    levels[level] = (levels[level] ?? 0) + 1;
    const own = children.get(node.id) ?? [];
    const total =
      own.length === 0
        ? (node.estimate?.minutes ?? 0)
        : own.reduce((all, child) => all + sum(child, level + 1), 0);
    minutes.set(node.id, total);
    below.set(
      node.id,
      own.reduce((all, child) => all + 1 + (below.get(child.id) ?? 0), 0),
    );
    return total;
  };
  const roots = children.get('') ?? [];
  for (const root of roots) sum(root, 0);
  return {
    roots,
    levels,
    childrenOf: (id) => children.get(id) ?? [],
    minutesOf: (id) => minutes.get(id) ?? 0,
    below: (id) => below.get(id) ?? 0,
  };
}

/** The deepest level at which the tree is not too long to read. */
function fittingDepth({ levels }: Tree): number {
  let lines = 0;
  for (const [level, count] of levels.entries()) {
    lines += count;
    if (lines > linesWanted) return Math.max(1, level);
  }
  return planLevels.length;
}

function nodeText(minutes: number, hidden: number): string {
  const notes = [minutes === 0 ? '' : workText(minutes), hidden === 0 ? '' : `${hidden} below`];
  return notes.filter((note) => note !== '').join(', ');
}

function line(
  lead: string,
  node: PlanNode,
  about: string,
  progress: PlanNodeProgress | undefined,
  view: View,
): string {
  const sign = progress === undefined ? '' : `${progressSign(progress.status)} `;
  const taken = displayWidth(`${lead}${sign}${node.id}  ${about}`) + 3;
  const title = fitWidth(plainLine(node.title), Math.max(16, view.columns - taken));
  const format: Format =
    progress === undefined ? titleFormat(node) : progressFormat(progress.status);
  return [
    `${view.style('dim', lead)}${sign === '' ? '' : view.style(format, sign)}${view.style('dim', node.id)} `,
    view.style(format, title),
    about === '' ? '' : `  ${view.style('dim', about)}`,
  ].join('');
}

function titleFormat({ parentId, risk }: PlanNode): Format {
  if (parentId === null) return 'bold';
  return risk === 'high' ? 'yellow' : 'reset';
}
