import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const HubRecord = z.object({
  url: z.url({ protocol: /^https?$/, hostname: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/ }),
  pid: z.int().min(1),
});

/** Where the hub of a home listens, so that commands find it on whatever port it runs. */
export type HubRecord = z.output<typeof HubRecord>;

/** The record of a home; null when there is none. The hub may be gone all the same. */
export function readHubRecord(home: string): HubRecord | null {
  try {
    return HubRecord.parse(JSON.parse(readFileSync(recordFile(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Leaves the record. Only loopback addresses are recorded: the owner's token follows them. */
export function writeHubRecord(home: string, record: HubRecord): void {
  if (!HubRecord.safeParse(record).success) return;
  writeFileSync(recordFile(home), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** Takes the record away if it is still of this process. */
export function removeHubRecord(home: string, pid: number): void {
  if (readHubRecord(home)?.pid === pid) rmSync(recordFile(home), { force: true });
}

function recordFile(home: string): string {
  return join(home, 'hub.json');
}
