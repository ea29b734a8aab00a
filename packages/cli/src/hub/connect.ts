import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import type { Config } from '../config.ts';
import { limits } from '../limits.ts';
import { readHubRecord } from './hub-record.ts';

/** Written by the hub on its first start, below its home. */
export const ownerTokenFile = 'owner-token';

/** A client of the hub the settings name. Nothing is sent before the first call. */
export function connect(config: Config): Client {
  // A hub elsewhere may be one of several nodes, or be restarted behind a proxy just now.
  const retryForMs = config.isUrlGiven ? limits.retryMsMax : 0;
  return createClient({ baseUrl: hubUrls(config), token: tokenFor(config), retryForMs });
}

/** All addresses of the hub, the one to try first in front. */
function hubUrls(config: Config): readonly string[] {
  return config.isUrlGiven ? config.urls : [hubUrl(config)];
}

/** Where the hub is: as the settings say, else where the hub of this home said it listens. */
export function hubUrl(config: Config): string {
  if (!config.isAddressDefault) return config.url;
  return readHubRecord(config.home)?.url ?? config.url;
}

/**
 * The token for the hub: the one given, or the owner's from the home.
 *
 * The owner's token never leaves this machine on its own: for an address elsewhere
 * it has to be given.
 */
export function tokenFor(config: Config): string {
  if (config.token !== null) return config.token;
  const elsewhere = config.isUrlGiven ? config.urls.find((url) => !isLoopback(url)) : undefined;
  if (elsewhere !== undefined) {
    throw new MosaicError(
      'unauthenticated',
      `${elsewhere} is another machine, and no token was given for it. Set MOSAIC_TOKEN.`,
    );
  }
  const token = readOwnerToken(config.home);
  if (token !== null) return token;
  throw new MosaicError(
    'unauthenticated',
    `There is no owner token in ${config.home}. Start the hub there with: mosaic up, or set MOSAIC_HOME or MOSAIC_TOKEN.`,
  );
}

/** The owner's token of a home; null when no hub was ever started there. */
export function readOwnerToken(home: string): string | null {
  try {
    return readFileSync(join(home, ownerTokenFile), 'utf8').trim() || null;
  } catch {
    return null;
  }
}

/** True when an address is on this machine, whatever its port. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
