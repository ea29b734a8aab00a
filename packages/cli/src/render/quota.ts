import type { Quota } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine } from '../output/plain-text.ts';
import { agoText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

const columns: readonly Column<Quota>[] = [
  { title: 'ID', text: (quota) => quota.id, isFlexible: true },
  { title: 'USED', text: usedText, isRight: true, format: usedFormat },
  { title: 'LIMIT', text: (quota) => String(quota.limit), isRight: true },
  { title: 'RESETS', text: (quota) => quota.resetsAt ?? '' },
  { title: 'SET BY', text: (quota) => quota.setBy },
];

/** Rates are kept by each node for itself: there is no one number. */
function usedText({ used }: Quota): string {
  return used === null ? '-' : String(used);
}

function usedFormat({ used, limit }: Quota) {
  return used !== null && used >= limit ? ('red' as const) : ('green' as const);
}

function showQuota(quota: Quota, view: View): string {
  return facts(
    [
      ['Quota', quota.id],
      ['Limit', String(quota.limit)],
      ['Used', usedText(quota), usedFormat(quota)],
      ['Begins anew', quota.resetsAt],
      ['Set', `${agoText(quota.setAt, view.nowMs)} by ${quota.setBy}`],
    ],
    view,
  );
}

export const quotaRenderers = {
  listQuotas: listRenderer('quotas', columns),
  showQuota: ({ heaviest, ...quota }, view) => {
    const users = heaviest.map(({ subject, used }) => `  ${used}  ${plainLine(subject)}`);
    return [showQuota(quota, view), ...(users.length > 0 ? ['Most used by', ...users] : [])].join(
      '\n',
    );
  },
  setQuota: showQuota,
  removeQuota: ({ quotaId }) => `Removed ${plainLine(quotaId)}. Nothing bounds that use any more.`,
} satisfies Renderers;
