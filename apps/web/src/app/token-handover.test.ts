import { expect, it } from 'vitest';
import { askForToken, offerToken, type TabChannel } from './token-handover.ts';

/** Tabs of one browser: each hears the others, never itself. */
function tabs(count: number): TabChannel[] {
  const listeners = Array.from(
    { length: count },
    () => new Set<(event: { data: unknown }) => void>(),
  );
  return listeners.map((own) => ({
    postMessage(data) {
      for (const others of listeners) {
        if (others === own) continue;
        for (const listener of others)
          queueMicrotask(() => listener({ data: structuredClone(data) }));
      }
    },
    addEventListener: (_type, listener) => void own.add(listener),
    removeEventListener: (_type, listener) => void own.delete(listener),
  }));
}

it('hands the token to a new tab', async () => {
  const [first, second] = tabs(2);
  if (first === undefined || second === undefined) throw new Error('no tabs');
  offerToken(first, 'mst_0123456789');
  expect(await askForToken(second, 500)).toBe('mst_0123456789');
});

it('gets nothing from tabs that are signed out or do not know', async () => {
  const [first, second, third] = tabs(3);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('no tabs');
  const stop = offerToken(first, 'mst_0123456789');
  stop();
  third.addEventListener('message', () => third.postMessage({ 'mosaic-token-offer': 42 }));
  expect(await askForToken(second, 20)).toBeNull();
});
