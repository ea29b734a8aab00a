import type { Permission } from '@mosaic/contract';

/** Who a call comes from, after authentication. */
export interface Principal {
  /** As audit shows it: `owner`, `runner`, `system:missions`, `task:tsk_…`. */
  readonly name: string;
  readonly tenant: string;
  readonly permissions: ReadonlySet<Permission> | 'all';
  /** Set for tokens that may touch one task and its run only. */
  readonly binding: { readonly taskId: string; readonly runId: string } | null;
}

/** A module acting for itself, inside the hub. */
export function systemPrincipal(module: string): Principal {
  return { name: `system:${module}`, tenant: 'local', permissions: 'all', binding: null };
}
