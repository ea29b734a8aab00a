import type { Principal } from '../../pipeline/principal.ts';

/** Who sends a request: the token it came with and whom that token stands for. */
export interface Caller {
  readonly token: string | null;
  readonly principal: Principal;
}
