import { timingSafeEqual } from 'node:crypto';

const hashes = /\b[0-9a-f]{64}\b/gi;

/**
 * Whether an answer gives the state hash: it and no other hash, however often.
 *
 * Words around it are let pass, since agents say what they do; a list of guesses is not.
 */
export function echoesHash(answer: string, stateHash: string): boolean {
  const given = new Set((answer.match(hashes) ?? []).map((hash) => hash.toLowerCase()));
  const [only] = given;
  if (only === undefined || given.size > 1 || only.length !== stateHash.length) return false;
  return timingSafeEqual(Buffer.from(only), Buffer.from(stateHash.toLowerCase()));
}
