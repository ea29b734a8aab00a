import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import type { Config } from '../config.ts';
import { readHubRecord } from './hub-record.ts';

/** Written by the hub on its first start, below its home. */
export const ownerTokenFile = 'owner-token';

/** A client of the hub the settings name. Nothing is sent before the first call. */
export function connect(config: Config): Client {
  return createClient({ baseUrl: hubUrl(config), token: tokenFor(config) });
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
  if (config.isUrlGiven && !isLoopback(config.url)) {
    throw new MosaicError(
      'unauthenticated',
      `${config.url} is another machine, and no token was given for it. Set MOSAIC_TOKEN.`,
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
