import { MosaicError } from '@mosaic/contract';
import {
  addDescription,
  addLine,
  type ForeignLink,
  type ForeignNode,
  type ForeignPlan,
} from './foreign-plan.ts';
import { countNode, ItemNesting } from './item-nesting.ts';
import { isListHeading, lineLabel } from './line-label.ts';
import { type MarkdownLine, markdownLines } from './markdown-lines.ts';
import { isGroupHeading, sectionOf } from './prd-sections.ts';
import { nodeOf } from './read-outline.ts';
import { underHeadings } from './under-headings.ts';
import { type Priority, priorityWord, readMinutes, requirementPriority } from './word-facts.ts';

/** Where the reader stands in the document. */
interface Place {
  /** What the section is about: things to do, or words around them. */
  section: ReturnType<typeof sectionOf>;
  /** Priority that the headings above give to all below. */
  priorities: { depth: number; priority: Priority | null }[];
  /** The story that labels and criteria belong to. */
  story: ForeignNode | null;
  /** Depth of the heading that is a story; items below it are its criteria. */
  storyDepth: number | null;
  /** The list being read: criteria of the story. */
  list: { indent: number; lines: string[] } | null;
}

const idPattern =
  /^\**((?:US|REQ|FR|NFR|UC|R|F|BR|TR|AC|STORY|Story|User Story|Requirement|Use Case)[-. ]?\d{1,4}(?:[.-]\d{1,3})?)\**\s*[:.–—-]?\s*/;
const userStory = /^(?:\**\s*)?as an?\b.{1,200}?\bi (?:want|need|can|would like)\b/i;

/**
 * Reads a product requirements document.
 *
 * Sections with requirements are features; each user story or requirement is a story; what stands
 * below it, or below "Acceptance criteria", is what it is accepted by. `MUST`/`SHOULD`/`MAY`,
 * MoSCoW headings and `P0`–`P3` give the priority; what will not be done, goals, and prose around
 * the requirements are kept as words. `Depends on: FR-1` becomes a dependency.
 */
export function readPrd(text: string, name: string): ForeignPlan {
  const { lines, title, notes } = markdownLines(text);
  const tree = underHeadings(title ?? name);
  const reader = new PrdReader(tree);
  for (const line of lines) reader.read(line);
  if (reader.stories === 0) {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the document has no requirement or user story. Write them as list items, or read it as an outline.',
    );
  }
  tree.lift((heading) => isGroupHeading(heading.title));
  const pruned = tree.prune((heading) => reader.isStory(heading));
  const plan = tree.plan();
  const epic = plan.roots[0];
  if (epic !== undefined) epic.criteria.push(...reader.goals);
  const isProse = (each: string) => (sectionOf(each) ?? 'work') === 'work';
  const left = pruned
    .filter(isProse)
    .slice(0, 10)
    .map((each) => `“${each}” holds only words and was not planned.`);
  return {
    ...plan,
    goal: [plan.goal, ...reader.context].filter((each) => each !== '').join('\n'),
    links: reader.links(),
    notes: [...notes, ...left, ...reader.notes()],
  };
}

class PrdReader {
  stories = 0;
  private readonly storyHeadings = new Set<ForeignNode>();
  readonly goals: string[] = [];
  readonly context: string[] = [];
  private readonly tree: ReturnType<typeof underHeadings>;
  private readonly nesting = new ItemNesting();
  private readonly place: Place = {
    section: 'work',
    priorities: [],
    story: null,
    storyDepth: null,
    list: null,
  };
  private readonly keyOf = new Map<string, string>();
  private readonly waiting: { to: string; from: string }[] = [];
  private never = 0;

  constructor(tree: ReturnType<typeof underHeadings>) {
    this.tree = tree;
  }

  read(line: MarkdownLine): void {
    if (line.kind === 'heading') this.heading(line);
    else if (line.kind === 'item') this.item(line);
    else if (line.kind === 'row') this.row(line);
    else if (line.kind === 'text') this.text(line);
    else if (line.kind === 'code' && /^\s*Scenario:/.test(line.text)) {
      if (this.place.story !== null) addLine(this.place.story.acceptance, line.text);
    }
    countNode(this.stories, line.line);
  }

  isStory(heading: ForeignNode): boolean {
    return this.storyHeadings.has(heading);
  }

  links(): ForeignLink[] {
    return this.waiting.flatMap(({ from, to }) => {
      const key = this.keyOf.get(from);
      return key === undefined ? [] : [{ from: key, to, kind: 'sequential' as const }];
    });
  }

  notes(): string[] {
    const unknown = this.waiting.filter(({ from }) => !this.keyOf.has(from)).length;
    const notes: string[] = [];
    if (this.never > 0) notes.push(`Items that will not be done, left out: ${this.never}.`);
    if (unknown > 0) notes.push(`Dependencies on what the document does not have: ${unknown}.`);
    return notes;
  }

  private heading(line: MarkdownLine & { kind: 'heading' }): void {
    const { place } = this;
    this.nesting.clear();
    const label = isListHeading(line.text);
    if ((label === 'acceptance' || label === 'criteria') && place.story !== null) {
      place.list = { indent: -1, lines: place.story.acceptance };
      return;
    }
    place.list = null;
    place.priorities = place.priorities.filter(({ depth }) => depth < line.depth);
    place.story = null;
    place.storyDepth = null;
    const words = line.text.replace(/^\d{1,3}(?:\.\d{1,3}){0,4}\.?\s+/, '');
    const section = line.depth === 1 ? 'work' : sectionOf(words);
    // A heading below prose or goals is prose or goals too, unless it says otherwise.
    place.section = section ?? (line.depth > this.sectionDepth ? place.section : 'work');
    if (section !== null || line.depth <= this.sectionDepth) this.sectionDepth = line.depth;
    const named = priorityWord(words);
    const isPriority = named !== null && /have\b|^p\d|priority/i.test(words);
    if (isPriority) place.priorities.push({ depth: line.depth, priority: named });
    const isStory = line.depth > 1 && (idPattern.test(words) || userStory.test(words));
    if (place.section === 'work' && isStory) {
      place.storyDepth = line.depth;
      this.story(line.line, words, (node) => {
        this.storyHeadings.add(node);
        this.tree.open(line.depth, node);
      });
    } else this.tree.open(line.depth, nodeOf(`n${line.line}`, words));
  }

  private sectionDepth = 0;

  private item(line: MarkdownLine & { kind: 'item' }): void {
    const { place } = this;
    if (place.section !== 'work') {
      if (place.section === 'goals') addLine(this.goals, line.text);
      else this.context.push(place.section === 'words' ? line.text : `Left out: ${line.text}`);
      return;
    }
    if (place.list !== null && line.indent > place.list.indent) {
      addLine(place.list.lines, line.text);
      return;
    }
    place.list = null;
    const parent = this.nesting.parentOf(line.indent);
    const owner = parent ?? (place.storyDepth === null ? null : place.story);
    if (owner === null) {
      this.story(line.line, line.text, (node) => {
        node.isDone = line.isChecked === true;
        this.tree.current().children.push(node);
        this.nesting.push(line.indent, node);
      });
      return;
    }
    const label = isListHeading(line.text);
    if (label === 'acceptance' || label === 'criteria') {
      place.list = { indent: line.indent, lines: owner.acceptance };
    } else if (!this.label(owner, line.text)) addLine(owner.acceptance, line.text);
  }

  private text(line: MarkdownLine & { kind: 'text' }): void {
    const { place } = this;
    if (place.section !== 'work') {
      this.context.push(line.text);
      return;
    }
    const label = isListHeading(line.text);
    if ((label === 'acceptance' || label === 'criteria') && place.story !== null) {
      place.list = { indent: line.indent - 1, lines: place.story.acceptance };
      return;
    }
    const owner = this.nesting.around(line.indent) ?? place.story;
    if (owner !== null && this.label(owner, line.text)) return;
    if (owner !== null && /^(?:given|when|then|and|but)\b/i.test(line.text)) {
      addLine(owner.acceptance, line.text);
      return;
    }
    if (place.section === 'work' && place.storyDepth === null && userStory.test(line.text)) {
      this.story(line.line, line.text, (node) => this.tree.current().children.push(node));
      return;
    }
    const isOfStory = place.storyDepth !== null || this.nesting.around(line.indent) !== null;
    addDescription(isOfStory && owner !== null ? owner : this.tree.current(), line.text);
  }

  private row(line: MarkdownLine & { kind: 'row' }): void {
    if (this.place.section !== 'work') return;
    const at = (pattern: RegExp) => {
      const column = line.columns.findIndex((each) => pattern.test(each));
      return column === -1 ? '' : (line.cells[column] ?? '');
    };
    const words = at(/requirement|story|description|feature|title|name|capability/);
    if (words === '') return;
    const id = at(/^(?:id|#|ref|no\.?|key)$/);
    this.story(line.line, `${id === '' ? '' : `${id}: `}${words}`, (node) => {
      node.priority = known(priorityWord(at(/priority|moscow|importance/))) ?? node.priority;
      node.minutes = readMinutes(at(/estimate|effort|duration/)) ?? node.minutes;
      addLine(node.acceptance, at(/acceptance|criteri/));
      this.depends(node, at(/depend|require[sd]? by|prerequisite/));
      this.tree.current().children.push(node);
    });
  }

  private story(line: number, words: string, place: (node: ForeignNode) => void): void {
    const id = idPattern.exec(words)?.[1];
    const node = nodeOf(`n${line}`, words);
    const heading = this.place.priorities.at(-1)?.priority ?? null;
    const said = requirementPriority(words) ?? heading;
    if (said === 'never') {
      this.never += 1;
      return;
    }
    node.level = 2;
    node.priority ??= said;
    node.taskType = 'FEATURE_ADD';
    this.stories += 1;
    this.place.story = node;
    if (id !== undefined) this.keyOf.set(idName(id), node.key);
    place(node);
  }

  /** What a label says about a story; false for a line that is none. */
  private label(node: ForeignNode, text: string): boolean {
    const label = lineLabel(text);
    if (label === null || label.value === '') return false;
    if (label.name === 'priority') node.priority = known(priorityWord(label.value));
    else if (label.name === 'estimate') node.minutes = readMinutes(label.value);
    else if (label.name === 'depends') this.depends(node, label.value);
    else if (label.name === 'acceptance' || label.name === 'criteria') {
      addLine(node.acceptance, label.value);
    } else if (label.name === 'status') node.isDone = /done|complete|shipped/i.test(label.value);
    else addDescription(node, text);
    return true;
  }

  private depends(node: ForeignNode, value: string): void {
    const ids = value.slice(0, 1_000).matchAll(/\b([A-Z]{1,5})[-. ]?(\d{1,4}(?:[.-]\d{1,3})?)\b/gi);
    for (const [id] of ids) this.waiting.push({ from: idName(id), to: node.key });
  }
}

function known(priority: Priority | null): ForeignNode['priority'] {
  return priority === 'never' ? 'low' : priority;
}

function idName(id: string): string {
  return id
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '-')
    .replace(/^([A-Z]+)(?=\d)/, '$1-');
}
