import { MosaicError, type Operation } from '@mosaic/contract';
import type { Principal } from './principal.ts';

/**
 * Deny by default: the permission must be granted, and a bound token may call
 * only operations that say how they are bound.
 */
export function isAllowed(principal: Principal, operation: Operation): boolean {
  const isGranted =
    principal.permissions === 'all' || principal.permissions.has(operation.permission);
  if (!isGranted) return false;
  return principal.binding === null || operation.boundBy !== undefined;
}

/** Refuses with `forbidden` when the principal may not make this call with this input. */
export function authorise(principal: Principal, operation: Operation, input: unknown): void {
  if (!isAllowed(principal, operation)) {
    throw new MosaicError(
      'forbidden',
      `${principal.name} may not call ${operation.name}; it needs the permission ${operation.permission}.`,
      { details: { operation: operation.name, permission: operation.permission } },
    );
  }
  const field = operation.boundBy;
  if (principal.binding === null || field === undefined) return;
  const given = isRecord(input) && Object.hasOwn(input, field) ? input[field] : undefined;
  if (given !== principal.binding[field]) {
    throw new MosaicError(
      'forbidden',
      `This token belongs to ${principal.binding[field]}; it may not touch another ${field.replace('Id', '')}.`,
      { details: { operation: operation.name, field } },
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
