import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import type { Config } from '../config.ts';
import { limits } from '../limits.ts';
import { isLoopback, readOwnerToken } from './connect.ts';
import { readHubRecord } from './hub-record.ts';

/**
 * Finds a hub of this home that serves already, where it said it would or where it is
 * wanted now; null when there is none. Two hubs on one home would undo each other.
 */
export async function findHub(config: Config): Promise<{ url: string; token: string } | null> {
  const token = readOwnerToken(config.home);
  if (token === null) return null;
  const recorded = readHubRecord(config.home)?.url;
  const wanted = config.isUrlGiven ? config.urls.filter(isLoopback) : [config.url];
  for (const url of new Set(recorded === undefined ? wanted : [recorded, ...wanted])) {
    if (await isHubOf(url, token)) return { url, token };
  }
  return null;
}

/** True when the program at `url` is a hub that knows this owner. */
async function isHubOf(url: string, token: string): Promise<boolean> {
  const signal = AbortSignal.timeout(limits.probeMsMax);
  try {
    await createClient({ baseUrl: url, token }).call(operations.systemStatus, {}, { signal });
    return true;
  } catch {
    return false;
  }
}
