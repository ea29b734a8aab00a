/** A promise of the hub was broken; the message says which. */
export class BrokenPromise extends Error {}

export function violate(message: string): never {
  throw new BrokenPromise(message);
}
