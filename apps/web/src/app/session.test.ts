import { describe, expect, it } from 'vitest';
import { cleanToken, forgetToken, keepToken, readToken, tokenFromFragment } from './session.ts';

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  };
}

const blocked = new Proxy({} as Storage, {
  get() {
    throw new Error('storage is blocked');
  },
});

describe('tokenFromFragment', () => {
  it('takes the token and leaves nothing of it in the address', () => {
    expect(tokenFromFragment('#token=mst_0123456789')).toEqual({
      token: 'mst_0123456789',
      rest: '',
    });
    expect(tokenFromFragment('#events&token=mst_0123456789')).toEqual({
      token: 'mst_0123456789',
      rest: '#events',
    });
  });

  it('leaves other fragments alone', () => {
    expect(tokenFromFragment('#main')).toEqual({ token: null, rest: '#main' });
    expect(tokenFromFragment('')).toEqual({ token: null, rest: '' });
  });

  it('survives a broken escape', () => {
    expect(tokenFromFragment('#token=%E0%A4%A')).toEqual({ token: '%E0%A4%A', rest: '' });
  });
});

describe('cleanToken', () => {
  it('accepts what people paste', () => {
    expect(cleanToken('  mst_0123456789\n')).toBe('mst_0123456789');
    expect(cleanToken('"mst_0123456789"')).toBe('mst_0123456789');
    expect(cleanToken('Bearer mst_0123456789')).toBe('mst_0123456789');
    expect(cleanToken('http://127.0.0.1:3456/#token=mst_0123456789')).toBe('mst_0123456789');
  });

  it('refuses what can not be a header', () => {
    expect(cleanToken('')).toBeNull();
    expect(cleanToken('short')).toBeNull();
    expect(cleanToken('two words here')).toBeNull();
    expect(cleanToken('line\r\nX-Injected: 1')).toBeNull();
  });
});

describe('keepToken', () => {
  it('keeps it for the tab only, unless asked otherwise', () => {
    const stores = { session: storage(), device: storage() };
    keepToken(stores, 'mst_0123456789', 'session');
    expect(readToken(stores)).toBe('mst_0123456789');
    expect(stores.device.length).toBe(0);
    keepToken(stores, 'mst_9876543210', 'device');
    expect(readToken(stores)).toBe('mst_9876543210');
    expect(stores.session.length).toBe(0);
  });

  it('forgets everywhere', () => {
    const stores = { session: storage(), device: storage() };
    keepToken(stores, 'mst_0123456789', 'device');
    forgetToken(stores);
    expect(readToken(stores)).toBeNull();
    expect(stores.device.length).toBe(0);
  });

  it('does not fail where the browser blocks storage', () => {
    const stores = { session: blocked, device: blocked };
    keepToken(stores, 'mst_0123456789', 'session');
    expect(readToken(stores)).toBeNull();
  });
});
