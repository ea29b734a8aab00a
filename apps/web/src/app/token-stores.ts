import type { TokenStores } from './session.ts';

/** Read lazily: where storage is blocked, even naming it throws. */
export const tokenStores: TokenStores = {
  get session() {
    return sessionStorage;
  },
  get device() {
    return localStorage;
  },
};
