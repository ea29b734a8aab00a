import { type Operation, splitName } from '@mosaic/contract';

/** What a call competes with: others of its lane. `vital` ones compete with nobody. */
export type Lane = 'vital' | 'command' | 'query';

/**
 * Verbs that keep or end what somebody holds: refusing or delaying one under load would lose a
 * lease, and the work done under it would be done again.
 */
const vitalVerbs = new Set(['heartbeat', 'renew', 'release', 'finish']);

export function laneOf({ name, kind }: Operation): Lane {
  if (vitalVerbs.has(splitName(name).verb)) return 'vital';
  return kind === 'command' ? 'command' : 'query';
}

/** The lane of a request of which only the first line was looked at. */
export function laneOfRequest(method: string | undefined, url: string): Lane {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  if (vitalVerbs.has(path.slice(path.lastIndexOf('/') + 1))) return 'vital';
  return method === 'GET' ? 'query' : 'command';
}
