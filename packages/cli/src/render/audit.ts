import type { AuditRecord } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import type { Column } from '../output/table.ts';
import { listRenderer, type Renderers } from './renderer.ts';

const columns: readonly Column<AuditRecord>[] = [
  { title: 'SEQ', text: (record) => String(record.seq), isRight: true },
  { title: 'AT', text: (record) => record.at },
  { title: 'WHO', text: (record) => record.principal, isFlexible: true },
  { title: 'OPERATION', text: (record) => record.operation },
  { title: 'OUTCOME', text: (record) => record.outcome },
  { title: 'TARGET', text: (record) => record.target ?? '', isFlexible: true },
];

export const auditRenderers = {
  listAudit: ({ items }, view) =>
    listRenderer('audit records', columns)({ items, nextCursor: null }, view),
  verifyAudit: (verdict, view) =>
    facts(
      [
        verdict.isIntact
          ? ['Audit log', 'intact', 'green']
          : ['Audit log', 'NOT INTACT', ['red', 'bold']],
        ['Records', String(verdict.records)],
        ['Head', verdict.headHash],
        ['First bad record', verdict.firstBadSeq === null ? null : String(verdict.firstBadSeq)],
        ['Problem', verdict.problem],
      ],
      view,
    ),
} satisfies Renderers;
