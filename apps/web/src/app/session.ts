const storageKey = 'mosaic-token';

/** The two places a token can rest; both are the browser's `Storage` in the product. */
export interface TokenStores {
  /** Ends with the tab. */
  session: Storage;
  /** Survives; used only after an explicit choice. */
  device: Storage;
}

export interface FragmentToken {
  token: string | null;
  /** The fragment without the token, with `#` unless empty. */
  rest: string;
}

/** Reads `#token=…` as the hub prints it; other parts of the fragment are kept. */
export function tokenFromFragment(fragment: string): FragmentToken {
  const parts = fragment.replace(/^#/, '').split('&');
  const found = parts.find((part) => part.startsWith('token='));
  if (found === undefined) return { token: null, rest: fragment };
  const rest = parts.filter((part) => !part.startsWith('token=')).join('&');
  return { token: cleanToken(decode(found.slice('token='.length))), rest: rest && `#${rest}` };
}

/** What people paste: surrounding space, quotes, `Bearer`, or the whole address. */
export function cleanToken(pasted: string): string | null {
  const inFragment = /#(?:.*&)?token=([^&\s]+)/.exec(pasted)?.[1];
  const token = decode(inFragment ?? pasted)
    .trim()
    .replace(/^Bearer\s+/i, '')
    .replace(/^["'`]|["'`]$/g, '');
  // A header value: visible ASCII without spaces.
  return /^[\x21-\x7e]{8,4096}$/.test(token) ? token : null;
}

/**
 * Keeps the token for this tab, and beyond it only when asked to.
 *
 * The default ends with the tab because a loopback address belongs to whichever
 * program listens there next: a token kept for good could be read by another one.
 */
export function keepToken(stores: TokenStores, token: string, place: keyof TokenStores): void {
  forgetToken(stores);
  attempt(() => stores[place].setItem(storageKey, token));
}

export function readToken(stores: TokenStores): string | null {
  return (
    attempt(() => stores.session.getItem(storageKey)) ??
    attempt(() => stores.device.getItem(storageKey)) ??
    null
  );
}

export function forgetToken(stores: TokenStores): void {
  attempt(() => stores.session.removeItem(storageKey));
  attempt(() => stores.device.removeItem(storageKey));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Storage throws when the browser blocks it; the session then lives in memory only. */
function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
