import { MosaicError } from '@mosaic/contract';
import {
  addDescription,
  addLine,
  type ForeignNode,
  type ForeignPlan,
  foreignNode,
} from './foreign-plan.ts';
import { countNode, ItemNesting } from './item-nesting.ts';
import { isListHeading } from './line-label.ts';
import { type MarkdownLine, markdownLines } from './markdown-lines.ts';
import { underHeadings } from './under-headings.ts';
import { pathsIn, takeEstimate, takePriority } from './word-facts.ts';

/**
 * Reads a Markdown outline: headings and list items are things to do, nested as they stand.
 *
 * `- [x]` is finished, a mark such as `[20 min]` is an estimate, `[P1]` a priority, and what is
 * listed below "Acceptance criteria" belongs to the item above it. Paragraphs are descriptions.
 */
export function readOutline(text: string, name: string): ForeignPlan {
  const { lines, title, notes } = markdownLines(text);
  const tree = underHeadings(title ?? name);
  const nesting = new ItemNesting();
  let items = 0;
  let headings = 0;
  let list: { indent: number; lines: string[] } | null = null;
  for (const line of lines) {
    if (line.kind === 'heading') {
      nesting.clear();
      headings += 1;
      list = criteriaOf(isListHeading(line.text), tree.current(), -1);
      if (list === null) tree.open(line.depth, nodeOf(`n${line.line}`, line.text));
    } else if (line.kind === 'item') {
      if (list !== null && line.indent > list.indent) {
        addLine(list.lines, line.text);
        continue;
      }
      const parent = nesting.parentOf(line.indent) ?? tree.current();
      list = criteriaOf(isListHeading(line.text), parent, line.indent);
      if (list !== null) continue;
      items += 1;
      const item = itemNode(line);
      parent.children.push(item);
      nesting.push(line.indent, item);
    } else if (line.kind === 'text') {
      const owner = nesting.around(line.indent) ?? tree.current();
      list = criteriaOf(isListHeading(line.text), owner, line.indent - 1);
      if (list === null) addDescription(owner, line.text);
    }
    countNode(items + headings, line.line);
  }
  if (items + headings === 0) {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the document has no heading and no list item. Write what is to be done as a list.',
    );
  }
  const pruned = items === 0 ? [] : tree.prune((heading) => heading.description === '');
  const left = pruned.slice(0, 20).map((each) => `“${each}” holds only words and was not planned.`);
  return { ...tree.plan(), notes: [...notes, ...left] };
}

function criteriaOf(
  label: string | null,
  node: ForeignNode,
  indent: number,
): { indent: number; lines: string[] } | null {
  if (label === 'acceptance') return { indent, lines: node.acceptance };
  return label === 'criteria' ? { indent, lines: node.criteria } : null;
}

function itemNode(line: MarkdownLine & { kind: 'item' }): ForeignNode {
  const node = nodeOf(`n${line.line}`, line.text);
  node.isDone = line.isChecked === true;
  return node;
}

/** A node from one line, with the estimate and the priority its title carries. */
export function nodeOf(key: string, text: string): ForeignNode {
  const estimate = takeEstimate(text);
  const priority = takePriority(estimate.title);
  const node = foreignNode(key, priority.title);
  node.minutes = estimate.minutes;
  node.priority = priority.priority === 'never' ? 'low' : priority.priority;
  node.files = pathsIn(text);
  return node;
}
