import { facts } from '../output/facts.ts';
import { agoText } from '../output/quantities.ts';
import type { Renderers } from './renderer.ts';

export const systemRenderers = {
  systemStatus: (status, view) =>
    facts(
      [
        ['Hub', status.url ?? 'unknown address'],
        ['Version', status.version],
        ['Tier', status.tier],
        ['Started', agoText(status.startedAt, view.nowMs)],
        ...Object.entries(status.counts).map(([noun, count]) => [noun, String(count)] as const),
        ['Last event', String(status.lastEventSeq)],
        ['Audit head', status.auditHead],
      ],
      view,
    ),
} satisfies Renderers;
