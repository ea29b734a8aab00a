import { addFiles, applyLabels } from './apply-labels.ts';
import { type DraftPlace, type FindingDraft, newDraft } from './finding-draft.ts';
import { findingLead, unescapeText } from './finding-lead.ts';
import { type Label, labelKind } from './line-labels.ts';
import type { ReportWarnings } from './report-warnings.ts';
import { type TableColumns, tableColumns } from './table-columns.ts';

/** Reads the rows below one table heading. */
export interface FindingTable {
  /** Whether the table says severities; one that does not only refers to findings. */
  hasSeverity: boolean;
  /** The finding of a row; null when the row holds none. */
  read(cells: readonly string[], place: DraftPlace, warnings: ReportWarnings): FindingDraft | null;
}

export function findingTable(header: readonly string[]): FindingTable {
  const columns = tableColumns(header);
  return {
    hasSeverity: columns.severity !== undefined,
    read(cells, place, warnings) {
      const idColumn =
        columns.id ?? cells.slice(0, 20).findIndex((cell) => findingLead(cell) !== null);
      const lead = idColumn === -1 ? null : findingLead(cells[idColumn] ?? '');
      if (lead === null) {
        warnAboutRow(cells, columns, place, warnings);
        return null;
      }
      const title = unescapeText(cellAt(cells, columns.title)).trim();
      const draft = newDraft(place, {
        id: lead.id,
        severity: lead.severity,
        title: title === '' || columns.title === idColumn ? lead.title : title,
      });
      const kinds = ['severity', 'files', 'lines', 'rule', 'check'] as const;
      const labels = kinds.flatMap((kind) => {
        const value = cellAt(cells, columns[kind]);
        return value === '' ? [] : [{ kind, value }];
      });
      applyLabels(draft, labels, place.line, warnings);
      const text = cellAt(cells, columns.text);
      if (text !== '') draft.body.push(text);
      addFiles(draft, `${title} ${text}`, { isLabelled: false, line: place.line }, warnings);
      return draft;
    },
  };
}

/** A row such as `| Severity | High |` inside the section of a finding. */
export function labelRow(cells: readonly string[]): Label | null {
  const kind = cells.length === 2 ? labelKind(cells[0] ?? '') : null;
  return kind === null ? null : { kind, value: cells[1] ?? '' };
}

function cellAt(cells: readonly string[], column: number | undefined): string {
  return column === undefined ? '' : (cells[column] ?? '');
}

/** Only rows of what is clearly a table of findings would be missed by anyone. */
function warnAboutRow(
  cells: readonly string[],
  columns: TableColumns,
  place: DraftPlace,
  warnings: ReportWarnings,
): void {
  if (columns.id === undefined || columns.severity === undefined) return;
  if (cells.every((each) => each === '')) return;
  const what = 'the row has no finding ID and was not read';
  warnings.at(place.source, place.line, what, cells.join(' | '));
}
