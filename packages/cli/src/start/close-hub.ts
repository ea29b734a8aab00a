import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { ServingHub } from '../hub/open-hub.ts';
import { limits } from '../limits.ts';
import type { Terminal } from '../output/terminal.ts';

/** Closes a hub of ours; gives up after a while, since a restart heals what was left. */
export async function closeHub(
  hub: ServingHub,
  terminal: Terminal,
  { stopGraceMs }: Pick<Config, 'stopGraceMs'>,
): Promise<void> {
  if (!hub.isOwn) return;
  const timeout = new AbortController();
  const late = sleep(limits.closeMsMax + stopGraceMs, 'late' as const, {
    signal: timeout.signal,
    ref: false,
  });
  const outcome = await Promise.race([hub.close(), late.catch(() => undefined)]);
  timeout.abort();
  if (outcome === 'late') {
    terminal.note('The hub did not close in time; its work goes on with the next start.');
  }
}
