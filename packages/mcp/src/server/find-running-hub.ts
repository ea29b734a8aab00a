import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations, restRoute } from '@mosaic/contract';
import { z } from 'zod';
import { restPrefix } from '../doors/rest/mount-rest.ts';
import { ownerTokenFile } from '../modules/identity/token-files.ts';

/** A hub that serves already. */
export interface RunningHub {
  readonly url: string;
  readonly token: string;
  /** Version of MosAIc MCP it has; null where it is too old to say. */
  readonly mcpVersion: string | null;
}

/** What `mosaic up` leaves in its home; the owner's token goes to this machine only. */
const HubRecord = z.object({
  url: z.url({ protocol: /^https?$/, hostname: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/ }),
});

const Status = z.object({ version: z.string(), mcpVersion: z.string().optional() });

/** How long a hub has to say that it is one, in milliseconds. */
const probeMsMax = 3_000;

/** The hub of a home, if it serves; null when there is none or another program has its port. */
export async function findRunningHub(home: string): Promise<RunningHub | null> {
  const record = readRecord(home);
  const token = readText(join(home, ownerTokenFile));
  return record === null || token === null ? null : await askHub(record, token);
}

/** The hub at an address; null when it does not answer, or not to this token. */
export async function askHub(url: string, token: string): Promise<RunningHub | null> {
  const { path } = restRoute(operations.systemStatus);
  try {
    const response = await fetch(new URL(restPrefix + path, url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(probeMsMax),
    });
    const status = Status.parse(await response.json());
    return { url, token, mcpVersion: status.mcpVersion ?? null };
  } catch {
    return null;
  }
}

function readRecord(home: string): string | null {
  const text = readText(join(home, 'hub.json'));
  if (text === null) return null;
  try {
    return HubRecord.parse(JSON.parse(text)).url;
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
