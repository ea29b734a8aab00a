/** Where a hub answers: one address, or one for each of its nodes. */
export interface Endpoints {
  readonly count: number;
  /** The one to try now. */
  current(): string;
  /** Goes on to the next one, unless somebody else has done so already. */
  leave(url: string): void;
}

/** All calls stay with one address as long as it answers. */
export function createEndpoints(baseUrl: string | readonly string[]): Endpoints {
  const urls = [baseUrl].flat();
  const [first] = urls;
  if (first === undefined) throw new RangeError('A client needs at least one address.');
  let at = 0;
  const current = () => urls[at % urls.length] ?? first;
  return {
    count: urls.length,
    current,
    leave(url) {
      if (url === current()) at += 1;
    },
  };
}
