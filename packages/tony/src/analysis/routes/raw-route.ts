/** A route as one file tells it, before prefixes of the places where it is mounted. */
export interface RawRoute {
  readonly file: string;
  /** Variable it hangs on, such as `router`; null where the file itself is the place. */
  readonly object: string | null;
  readonly method: string;
  readonly path: string;
}

/** `object` of `file` puts what `target` stands for below `prefix`. */
export interface Mount {
  readonly file: string;
  readonly object: string | null;
  readonly prefix: string;
  readonly target: string;
}

/** `/users/` + `/:id` → `/users/:id`; always begins with a slash and never ends with one. */
export function joinPaths(prefix: string, path: string): string {
  const joined = `/${prefix}/${path}`.replace(/\/{2,}/g, '/');
  return joined.length > 1 ? joined.replace(/\/$/, '') : joined;
}
