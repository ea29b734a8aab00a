import type { BusLine } from '@mosaic/contract';
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
        ['Node', status.node?.name],
        ['Store', `${status.store.dialect}${status.store.isReachable ? '' : ', out of reach'}`],
        ['Bus', busText(status.bus)],
        ['Started', agoText(status.startedAt, view.nowMs)],
        ...Object.entries(status.counts).map(([noun, count]) => [noun, String(count)] as const),
        ['Last event', String(status.lastEventSeq)],
        ['Audit head', status.auditHead],
      ],
      view,
    ),
} satisfies Renderers;

/** The ways hints travel; nothing for a hub alone. */
export function busText(bus: readonly BusLine[]): string {
  return bus.map(({ kind, isConnected }) => (isConnected ? kind : `${kind} (down)`)).join(', ');
}
