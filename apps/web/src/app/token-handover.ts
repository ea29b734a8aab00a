/** The part of `BroadcastChannel` that is used; it reaches tabs of the same origin only. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

const ask = 'mosaic-token-wanted';
const offer = 'mosaic-token-offer';

/**
 * Gives the token to a new tab of the same browser that asks for it.
 *
 * The token rests in each tab alone, so a link opened in another tab would otherwise
 * lead to the sign-in page. Nothing is given once this tab is signed out or closed.
 */
export function offerToken(channel: TabChannel, token: string): () => void {
  const onMessage = ({ data }: { data: unknown }) => {
    if (data === ask) channel.postMessage({ [offer]: token });
  };
  channel.addEventListener('message', onMessage);
  return () => channel.removeEventListener('message', onMessage);
}

/** Asks the other tabs; null when none answers within `waitMs`. */
export function askForToken(channel: TabChannel, waitMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (token: string | null) => {
      clearTimeout(timer);
      channel.removeEventListener('message', onMessage);
      resolve(token);
    };
    const onMessage = ({ data }: { data: unknown }) => {
      if (typeof data !== 'object' || data === null || !(offer in data)) return;
      if (typeof data[offer] === 'string') end(data[offer]);
    };
    const timer = setTimeout(() => end(null), waitMs);
    channel.addEventListener('message', onMessage);
    channel.postMessage(ask);
  });
}
