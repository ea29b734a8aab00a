import type { Severity } from '@mosaic/contract';
import { addFiles, applyLabels } from './apply-labels.ts';
import { type DraftPlace, type FindingDraft, newDraft } from './finding-draft.ts';
import { type FindingLead, findingLead } from './finding-lead.ts';
import { type FindingTable, findingTable, labelRow } from './finding-table.ts';
import { lineLabels } from './line-labels.ts';
import type { ReportWarnings } from './report-warnings.ts';
import type { Block } from './scan-blocks.ts';
import { wholeSeverity } from './severity-word.ts';

/** Knows where in a report file it stands: a section, a finding in it, an item in that. */
export class SectionReader {
  readonly drafts: FindingDraft[] = [];
  readonly #source: string;
  readonly #isSummary: boolean;
  readonly #warnings: ReportWarnings;
  #sections: { depth: number; severity: Severity | null }[] = [];
  /** Finding whose heading is open. */
  #section: { draft: FindingDraft; depth: number } | null = null;
  /** Finding of a list item or of a paragraph (indent -1: reaches to the next heading). */
  #item: { draft: FindingDraft; indent: number } | null = null;
  #table: FindingTable | null = null;
  /** A `Files:` label stands before the list that is being read. */
  #isFileList = false;
  /** Heading that looks like a finding and has no id, until an id turns up. */
  #nameless: { line: number; text: string; depth: number } | null = null;
  #wasBlank = false;

  constructor(source: string, isSummary: boolean, warnings: ReportWarnings) {
    this.#source = source;
    this.#isSummary = isSummary;
    this.#warnings = warnings;
  }

  read(block: Block): void {
    if (block.kind !== 'item' && block.kind !== 'blank') this.#isFileList = false;
    if (block.kind === 'heading') this.#heading(block);
    else if (block.kind === 'item') this.#listItem(block);
    else if (block.kind === 'text') this.#paragraph(block);
    else if (block.kind === 'table') this.#tableHead(block);
    else if (block.kind === 'row') this.#tableRow(block);
    else this.#draft()?.body.push(this.#dedented(block.raw));
    this.#wasBlank = block.kind === 'blank';
  }

  end(): void {
    this.#reportNameless();
  }

  #heading(block: Block & { kind: 'heading' }): void {
    const { depth, text, line } = block;
    const lead = findingLead(text);
    this.#item = null;
    if (lead === null && this.#section !== null && depth > this.#section.depth) {
      this.#section.draft.body.push(block.raw);
      return;
    }
    if (this.#nameless !== null && depth <= this.#nameless.depth) this.#reportNameless();
    this.#sections = this.#sections.filter((section) => section.depth < depth);
    this.#section = null;
    if (lead !== null) {
      this.#section = { draft: this.#open(lead, line), depth };
      addFiles(this.#section.draft, lead.title, { isLabelled: false, line }, this.#warnings);
      return;
    }
    const severity = wholeSeverity(text);
    const bracket = wholeSeverity(/^[[(]([^\])]{1,24})[\])]/.exec(text)?.[1] ?? '');
    if (severity === null && (bracket !== null || this.#sectionSeverity() !== null)) {
      this.#nameless = { line, text, depth };
    }
    this.#sections.push({ depth, severity });
  }

  #listItem(block: Block & { kind: 'item' }): void {
    const { text, indent, line } = block;
    if (this.#idLabel(text, line)) return;
    const lead = text.startsWith('\\') ? null : findingLead(text);
    if (lead !== null && this.#startsFinding(lead, indent)) {
      this.#item = { draft: this.#open(lead, line), indent };
      this.#addRest(this.#item.draft, lead, text, line);
      return;
    }
    if (this.#item !== null && indent <= this.#item.indent) this.#item = null;
    const draft = this.#draft();
    if (draft === null) return;
    if (this.#isFileList && lineLabels(text).length === 0) {
      if (addFiles(draft, text, { isLabelled: true, line }, this.#warnings) > 0) return;
      this.#isFileList = false;
    }
    this.#lineOf(draft, block);
  }

  #paragraph(block: Block & { kind: 'text' }): void {
    const { text, indent, line } = block;
    if (this.#idLabel(text, line)) return;
    const lead = text.startsWith('\\') ? null : findingLead(text);
    if (lead?.isBold === true && this.#section === null) {
      this.#item = { draft: this.#open(lead, line), indent: -1 };
      this.#addRest(this.#item.draft, lead, text, line);
      return;
    }
    const isOutside = this.#item !== null && this.#wasBlank && indent <= this.#item.indent;
    if (isOutside) this.#item = null;
    const draft = this.#draft();
    if (draft !== null) this.#lineOf(draft, block);
  }

  #tableHead(block: Block & { kind: 'table' }): void {
    this.#item = null;
    this.#table = findingTable(block.cells);
    const draft = this.#draft();
    const label = labelRow(block.cells);
    if (draft === null) return;
    if (label === null) draft.body.push(...block.raw.split('\n'));
    else applyLabels(draft, [label], block.line, this.#warnings);
  }

  #tableRow(block: Block & { kind: 'row' }): void {
    const draft = this.#draft();
    const label = draft === null ? null : labelRow(block.cells);
    if (draft !== null && label !== null) {
      applyLabels(draft, [label], block.line, this.#warnings);
      return;
    }
    // Inside a finding a table of ids alone lists related ones.
    const table = draft !== null && this.#table?.hasSeverity !== true ? null : this.#table;
    const found = table?.read(block.cells, this.#place(block.line), this.#warnings) ?? null;
    if (found === null || found.id === draft?.id) draft?.body.push(block.raw);
    else this.#add(found);
  }

  /** A line of a finding: its labels are facts, the rest is body. */
  #lineOf(draft: FindingDraft, block: Block & { kind: 'item' | 'text' }): void {
    const { text, raw, line } = block;
    const labels = lineLabels(text).filter((label) => label.kind !== 'id');
    if (labels.length === 0) {
      draft.body.push(this.#dedented(raw));
      addFiles(draft, text, { isLabelled: false, line }, this.#warnings);
      return;
    }
    const before = draft.files.length;
    applyLabels(draft, labels, line, this.#warnings);
    const files = labels.find((label) => label.kind === 'files');
    if (files?.value === '') this.#isFileList = true;
    // "Component: the login page" names no file and would be lost.
    else if (files !== undefined && draft.files.length === before) {
      draft.body.push(this.#dedented(raw));
    }
  }

  /** `**ID:** SEC-1` below a heading without id makes that heading the finding; true if so. */
  #idLabel(text: string, line: number): boolean {
    if (this.#draft() !== null) return false;
    const labels = lineLabels(text);
    const id = labels.find((label) => label.kind === 'id');
    const lead = id === undefined ? null : findingLead(id.value);
    if (lead === null) return false;
    const heading = this.#nameless;
    const title = lead.title === '' && heading !== null ? heading.text : lead.title;
    const depth = heading?.depth ?? (this.#sections.at(-1)?.depth ?? 0) + 1;
    this.#section = { draft: this.#open({ ...lead, title }, line), depth };
    applyLabels(this.#section.draft, labels, line, this.#warnings);
    return true;
  }

  #addRest(draft: FindingDraft, lead: FindingLead, text: string, line: number): void {
    addFiles(draft, text, { isLabelled: false, line }, this.#warnings);
    const labels = lineLabels(lead.rest);
    if (labels.length > 0) applyLabels(draft, labels, line, this.#warnings);
    else if (lead.rest !== '') draft.body.push(lead.rest);
  }

  /** An id alone inside another finding is a reference; with a severity it is a finding. */
  #startsFinding(lead: FindingLead, indent: number): boolean {
    if (this.#section !== null) {
      return lead.severity !== null && lead.id !== this.#section.draft.id;
    }
    return this.#item === null || indent <= this.#item.indent || lead.severity !== null;
  }

  #open(lead: FindingLead, line: number): FindingDraft {
    const draft = newDraft(this.#place(line), lead);
    this.#add(draft);
    return draft;
  }

  #add(draft: FindingDraft): void {
    this.#nameless = null;
    this.drafts.push(draft);
  }

  #place(line: number): DraftPlace {
    const sectionSeverity = this.#sectionSeverity();
    return { source: this.#source, line, isSummary: this.#isSummary, sectionSeverity };
  }

  /** Without the indent that only says to which item of a list a line belongs. */
  #dedented(raw: string): string {
    if (this.#item === null || this.#item.indent < 0) return raw;
    const indent = Math.max(0, raw.search(/\S/));
    return raw.slice(Math.min(indent, this.#item.indent + 3));
  }

  #draft(): FindingDraft | null {
    return this.#item?.draft ?? this.#section?.draft ?? null;
  }

  #sectionSeverity(): Severity | null {
    return this.#sections.findLast((section) => section.severity !== null)?.severity ?? null;
  }

  #reportNameless(): void {
    if (this.#nameless !== null && !this.#isSummary) {
      const { line, text } = this.#nameless;
      this.#warnings.at(this.#source, line, 'the heading has no finding ID and was not read', text);
    }
    this.#nameless = null;
  }
}
