import { MosaicError } from '@mosaic/contract';
import { localTenant, type Principal } from '../pipeline/principal.ts';

/** In the simulated world a token is the caller's name, with its tenant before a slash if it has one. */
export async function authenticateByName(token: string | null): Promise<Principal> {
  if (token === null) throw new MosaicError('unauthenticated', 'No name was given.');
  const [tenant, name] = token.includes('/') ? token.split('/', 2) : [localTenant, token];
  return { name: name ?? token, tenant: tenant ?? localTenant, permissions: 'all', binding: null };
}
