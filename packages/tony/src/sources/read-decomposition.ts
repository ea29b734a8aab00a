import { MosaicError } from '@mosaic/contract';
import { type DocumentId, idsIn, placeOf } from './decomposition-ids.ts';
import { DecompositionTree } from './decomposition-tree.ts';
import type { ForeignNode, ForeignPlan } from './foreign-plan.ts';
import { addDescription, addLine } from './foreign-plan.ts';
import { isListHeading, type LabelName, type LineLabel, lineLabel } from './line-label.ts';
import { type MarkdownLine, markdownLines } from './markdown-lines.ts';
import { plainLine } from './plain-line.ts';
import { readArrows } from './read-arrows.ts';
import {
  agentNamed,
  pathsIn,
  priorityWord,
  readMinutes,
  takeEstimate,
  takeStatus,
} from './word-facts.ts';

/**
 * Reads a decomposition document: ids in our numbering or as `P.TTT.SS.AA.MM`, in headings, lists
 * or a drawn tree; leaves tagged `[n min]`; arrows between ids.
 *
 * An id may be named many times: the first gives its place and title, later ones add what is said
 * below them. List items without an id stand below the id before them. Ids are given anew in the
 * order of the document; the number of the first epic stays.
 */
export function readDecomposition(text: string, name: string): ForeignPlan {
  const { lines, title, notes } = markdownLines(text);
  const reader = new DecompositionReader();
  for (const line of lines) reader.read(line);
  if (reader.tree.size === 0) {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the document has no id such as F.001.02 or P.001.02. Read it as an outline instead.',
    );
  }
  const epicTitle = title ?? reader.title ?? name;
  const { roots, derived } = reader.tree.roots(epicTitle);
  if (derived > 0) notes.push(`Ids missing above others, made up: ${derived}.`);
  const own = /^E(\d{3})$/.exec(roots[0]?.key ?? '')?.[1];
  const links = reader.tree.links();
  if (links.beyond > 0) notes.push(`Dependencies beyond the limit, left out: ${links.beyond}.`);
  return {
    title: roots.length === 1 ? (roots[0]?.title ?? epicTitle) : epicTitle,
    goal: '',
    ...(own === undefined ? {} : { epicNumber: Number(own) }),
    roots,
    links: links.links,
    notes,
  };
}

class DecompositionReader {
  readonly tree = new DecompositionTree();
  title: string | null = null;
  private current: ForeignNode | null = null;
  /** The label that the items below it belong to. */
  private list: LabelName | 'ignored' | null = null;
  /** What a section talks about that plans nothing: dependencies, risks, effort. */
  private section: Section = 'tree';

  read(line: MarkdownLine): void {
    if (line.kind === 'blank') return;
    if (line.kind === 'heading' && this.sectionHeading(line)) return;
    const text = line.kind === 'row' ? line.cells.join(' | ') : line.text;
    const ids = idsIn(text);
    this.tree.addLinks(readArrows(text));
    const named = namedBy(text, ids);
    if (this.section === 'tree') {
      if (named !== null) this.named(line, named);
      else if (line.kind !== 'row') this.below(line, text, ids);
    } else if (named !== null || ids.length > 0) this.fact(text, ids);
  }

  private sectionHeading(line: MarkdownLine & { kind: 'heading' }): boolean {
    if (namedBy(line.text, idsIn(line.text)) !== null) {
      this.section = 'tree';
      return false;
    }
    if (line.depth === 1 && this.title === null) {
      this.title = plainLine(
        line.text.replace(/^UPP Decomposition:\s*/i, '').replace(/\s*-\s*UPP.*$/i, ''),
      );
    }
    const label = isListHeading(line.text);
    if (label !== null && this.current !== null && line.depth > this.headingDepth) {
      this.list = label;
      return true;
    }
    this.current = null;
    this.list = null;
    const words = line.text.toLowerCase();
    const isBelow = line.depth > this.sectionDepth && this.section !== 'tree';
    if (!isBelow) {
      this.section = sectionNamed(words);
      this.sectionDepth = line.depth;
    }
    if (this.section === 'risks') this.risk = riskWord(words) ?? this.risk;
    return true;
  }

  private sectionDepth = 0;
  /** Depth of the heading that names the current node; only deeper ones are about it. */
  private headingDepth = Number.POSITIVE_INFINITY;
  private risk: ForeignNode['risk'] = 'medium';

  /** A line that gives an id its title. */
  private named(line: MarkdownLine, { id, title }: Named): void {
    const node = this.tree.place(id, line.line);
    const status = takeStatus(title);
    const estimate = takeEstimate(status.title);
    if (node.isDerived) {
      node.title = plainLine(estimate.title) || node.title;
      node.files = pathsIn(estimate.title);
      node.isDerived = false;
    }
    node.minutes ??= estimate.minutes;
    const isChecked = line.kind === 'item' && line.isChecked === true;
    node.isDone ||= status.isDone || isChecked;
    this.current = node;
    this.headingDepth = line.kind === 'heading' ? line.depth : Number.POSITIVE_INFINITY;
    this.list = null;
  }

  /** A line below an id: a label, an item of a list, or a sentence. */
  private below(line: MarkdownLine, text: string, ids: readonly DocumentId[]): void {
    const node = this.current;
    if (node === null || line.kind === 'code' || line.kind === 'blank') return;
    const heading = isListHeading(text);
    if (heading !== null && heading !== 'description') {
      this.list = heading;
      return;
    }
    const label = lineLabel(text);
    if (label !== null) {
      this.list = label.value === '' ? 'ignored' : null;
      this.labelled(node, label, text, ids);
      return;
    }
    if (line.kind !== 'item') {
      addDescription(node, plainLine(text));
      return;
    }
    if (ids.length > 0 && this.list === 'depends') this.depends(node, ids);
    else if (this.list === 'acceptance') addLine(node.acceptance, text);
    else if (this.list === 'criteria') addLine(node.criteria, text);
    else if (this.list === null) this.tree.addItem(node, text, line.isChecked === true, line.line);
    else addDescription(node, plainLine(text));
  }

  private labelled(
    node: ForeignNode,
    { name, value }: LineLabel,
    text: string,
    ids: readonly DocumentId[],
  ): void {
    if (name === 'estimate') node.minutes ??= readMinutes(value);
    else if (name === 'status') node.isDone ||= takeStatus(` ${value}`).isDone;
    else if (name === 'agent') node.agentType ??= agentNamed(value);
    else if (name === 'depends') this.depends(node, ids);
    else if (name === 'acceptance') addLine(node.acceptance, value);
    else if (name === 'criteria') addLine(node.criteria, value);
    else if (name === 'risk') node.risk = riskWord(value) ?? node.risk;
    else if (name === 'files') node.files.push(...pathsIn(value));
    else if (name === 'priority') {
      const priority = priorityWord(value);
      node.priority = priority === 'never' ? 'low' : priority;
    } else addDescription(node, plainLine(name === 'description' ? value : text));
  }

  private depends(node: ForeignNode, ids: readonly DocumentId[]): void {
    this.tree.addLinks(
      ids.map((id) => ({ from: placeOf(id.groups), to: node.key, kind: 'sequential' })),
    );
  }

  /** What a section about risks or effort says of ids that are there. */
  private fact(text: string, ids: readonly DocumentId[]): void {
    if (this.section === 'risks') this.risk = riskWord(text.slice(0, 40)) ?? this.risk;
    for (const id of ids) {
      const node = this.tree.find(id);
      if (node === null) continue;
      if (this.section === 'risks') node.risk = this.risk;
      if (this.section === 'effort') node.minutes ??= readMinutes(text.slice(id.end));
    }
  }
}

type Section = 'tree' | 'dependencies' | 'risks' | 'effort' | 'other';

function sectionNamed(words: string): Section {
  if (/depend|critical path|parallel|execution order|sequence/.test(words)) return 'dependencies';
  if (/\brisk/.test(words)) return 'risks';
  if (/\beffort|estimat/.test(words)) return 'effort';
  const isTree =
    /hierarchy|level \d|breakdown|decomposition|tasks?\b|epic|features?\b|stor(?:y|ies)\b/;
  return isTree.test(words) ? 'tree' : 'other';
}

interface Named {
  id: DocumentId;
  title: string;
}

const levelWord = /^(?:epic|feature|story|task|subtask|atomic|micro|phase|tree)(?:\s+id)?\b/i;

/** The id a line is about, with its title; null where ids are only mentioned. */
function namedBy(text: string, ids: readonly DocumentId[]): Named | null {
  const [id] = ids;
  if (id === undefined || id.text.endsWith('XX')) return null;
  const before = text
    .slice(0, id.start)
    .replaceAll(/[│├└─┬|+`*#>()[\]:\s-]+/g, ' ')
    .trim();
  if (before !== '' && (before.length > 40 || before.replace(levelWord, '').trim() !== ''))
    return null;
  const after = /^[\s)*`\]]*(?::|–|—|-(?!>))[\s*]*(?=\S)/.exec(text.slice(id.end));
  if (after === null) return null;
  const title = text.slice(id.end + after[0].length);
  return /^(?:→|->|\|\|)/.test(title) ? null : { id, title };
}

function riskWord(text: string): ForeignNode['risk'] | null {
  const word = /\b(high|medium|low)\b/i.exec(text)?.[1]?.toLowerCase();
  return word === 'high' || word === 'medium' || word === 'low' ? word : null;
}
