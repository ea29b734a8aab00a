import { setTimeout as sleep } from 'node:timers/promises';
import { MosaicError } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { tokenFor } from '../../hub/connect.ts';
import { dashboardUrl } from '../../hub/open-hub.ts';
import { createProgress } from '../../output/progress.ts';
import { listenForStop } from '../../start/stop-signal.ts';
import type { Tony } from '../tony-command.ts';
import { type OpenPlan, openPlan } from './find-node.ts';

/** Follows a plan until everything in it is over or somebody stops it. */
export async function monitorPlan(
  tony: Tony,
  { plan: named, refresh, once }: { plan?: string; refresh: number; once?: boolean },
): Promise<number> {
  const { session } = tony;
  const stop = listenForStop(session.io);
  const progress = createProgress(session.terminal);
  try {
    for (;;) {
      const open = await openPlan(tony, named);
      if (session.isJson) session.printJson({ planId: open.plan.id, ...countsOf(open) });
      else if (once === true) session.terminal.print(lineOf(open));
      else progress.update(lineOf(open));
      if (once === true || isOver(open)) return exitCode.ok;
      await sleep(refresh * 1_000, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return exitCode.interrupted;
    }
  } finally {
    progress.stop();
    stop.dispose();
  }
}

/** Where people see it all, live. */
export function showDashboard({ session, hub }: Tony): number {
  if (hub.url === null) {
    const message =
      'The dashboard is served by a hub that goes on, and none does. Start one with: mosaic up';
    throw new MosaicError('unavailable', message);
  }
  const url = dashboardUrl({ url: hub.url, token: tokenFor(session.config) });
  if (session.isJson) session.printJson({ url });
  else session.terminal.print(url);
  return exitCode.ok;
}

function countsOf({ document, progress }: OpenPlan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { id } of document.nodes) {
    const status = progress.get(id)?.status;
    if (!id.startsWith('A.') || status === undefined) continue;
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

function lineOf(open: OpenPlan): string {
  const counts = Object.entries(countsOf(open)).map(
    ([status, count]) => `${count} ${status.replace('_', ' ')}`,
  );
  return [open.plan.title, ...counts].join(' · ');
}

function isOver({ document, progress }: OpenPlan): boolean {
  return document.nodes.every(({ id }) => {
    const status = progress.get(id)?.status;
    return status !== undefined && ['done', 'failed', 'deferred', 'skipped'].includes(status);
  });
}
