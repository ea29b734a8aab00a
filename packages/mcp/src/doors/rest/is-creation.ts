import { type Operation, restRoute } from '@mosaic/contract';

/** True for what adds to a collection and so answers 201; every other success is a 200. */
export function isCreation(operation: Operation): boolean {
  const { method, path } = restRoute(operation);
  return method === 'POST' && path.lastIndexOf('/') === 0;
}
