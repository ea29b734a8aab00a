import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './address-rules.ts';

/** A host and port as the policy sees them: lower case, no trailing dot, no brackets. */
export interface EgressTarget {
  readonly host: string;
  readonly port: number;
}

/** All addresses of a host. */
export type Lookup = (host: string) => Promise<string[]>;

export const lookupAddresses: Lookup = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address }) => address);

/** Reads `host:port` of a CONNECT request; null when it is anything else. */
export function parseAuthority(text: string): EgressTarget | null {
  const parts = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(text);
  return parts ? target(parts[1] ?? '', Number(parts[2])) : null;
}

/** Reads the absolute address of a proxied request; null when it is anything but plain HTTP. */
export function parseAddress(text: string): (EgressTarget & { path: string }) | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'http:' || url.username !== '' || url.password !== '') return null;
  const found = target(url.hostname, url.port === '' ? 80 : Number(url.port));
  return found && { ...found, path: `${url.pathname}${url.search}` };
}

function target(host: string, port: number): EgressTarget | null {
  if (port < 1 || port > 65_535) return null;
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return name === '' ? null : { host: name, port };
}

/**
 * The address to connect to: looked up once, checked, and then used as it is, so that a second
 * answer for the same name can't lead elsewhere. Null when any answer is not public.
 */
export async function pinAddress(host: string, lookup: Lookup): Promise<string | null> {
  const addresses = isIP(host) ? [host] : await lookup(host).catch(() => []);
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) return null;
  return addresses[0] ?? null;
}
