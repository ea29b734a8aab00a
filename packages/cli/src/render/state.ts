import type { StateChange, StateEntry, StateReceipt, StateUsage } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainJson } from '../output/plain-text.ts';
import { agoText, bytesText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showReceipt({ namespace, key, version, revision }: StateReceipt): string {
  return `${namespace}/${key}: version ${version}, revision ${revision}`;
}

function showEntry(entry: StateEntry, view: View): string {
  return [
    facts(
      [
        ['Key', `${entry.namespace}/${entry.key}`],
        ['Version', `${entry.version} (revision ${entry.revision})`],
        ['Size', bytesText(entry.bytes)],
        ['Set', `${agoText(entry.updatedAt, view.nowMs)} by ${entry.updatedBy}`],
        ...(entry.expiresAt === null ? [] : [['Expires', entry.expiresAt] as const]),
      ],
      view,
    ),
    '',
    plainJson(entry.value, 2),
  ].join('\n');
}

function changeLine(change: StateChange, view: View): string {
  const what = change.change === 'set' ? plainJson(change.value) : change.change;
  const revision = view.style('dim', String(change.revision));
  return `${revision}  ${change.at}  ${change.key}  version ${change.version}  ${what}`;
}

const entryColumns: readonly Column<StateEntry>[] = [
  { title: 'KEY', text: (entry) => entry.key },
  { title: 'VERSION', text: (entry) => String(entry.version), isRight: true },
  { title: 'SET', text: (entry, view) => agoText(entry.updatedAt, view.nowMs) },
  { title: 'VALUE', text: (entry) => plainJson(entry.value), isFlexible: true },
];

const changeColumns: readonly Column<StateChange>[] = [
  { title: 'VERSION', text: (change) => String(change.version), isRight: true },
  { title: 'REVISION', text: (change) => String(change.revision), isRight: true },
  { title: 'AT', text: (change) => change.at },
  { title: 'BY', text: (change) => change.by },
  { title: 'CHANGE', text: (change) => change.change },
  { title: 'VALUE', text: (change) => plainJson(change.value), isFlexible: true },
];

const usageColumns: readonly Column<StateUsage>[] = [
  { title: 'NAMESPACE', text: (usage) => usage.namespace, isFlexible: true },
  { title: 'KEYS', text: (usage) => `${usage.keys} of ${usage.keysMax}`, isRight: true },
  {
    title: 'SIZE',
    text: (usage) => `${bytesText(usage.bytes)} of ${bytesText(usage.bytesMax)}`,
    isRight: true,
  },
  { title: 'HISTORY', text: (usage) => `${usage.changes} changes`, isRight: true },
];

export const stateRenderers = {
  getState: showEntry,
  listState: listRenderer('keys', entryColumns),
  setState: showReceipt,
  deleteState: showReceipt,
  transactState: ({ changes }) => changes.map(showReceipt).join('\n') || 'Nothing to change.',
  watchState: (item, view) => {
    if (item.kind === 'changed') return changeLine(item, view);
    if (item.kind === 'current') return view.style('dim', `up to date at ${item.revision}`);
    return `The history before revision ${item.oldestAfter} is no longer kept: list the keys, then watch from ${item.newestRevision}.`;
  },
  stateHistory: listRenderer('changes', changeColumns),
  stateUsage: listRenderer('namespaces', usageColumns),
} satisfies Renderers;
