import type { Operation } from './operation.ts';

/** Nouns whose plural is not noun + "s". */
const plurals: Readonly<Record<string, string>> = {
  evidence: 'evidence',
  audit: 'audit',
  system: 'system',
  state: 'state',
  repository: 'repositories',
};

/** `task.claim` → noun `task`, verb `claim`. */
export function splitName(name: string): { noun: string; verb: string } {
  const [noun = '', verb = ''] = name.split('.');
  return { noun, verb };
}

/** The input field that names the thing itself: `taskId` for every `task.*` operation that has it. */
export function idField(operation: Operation): string | null {
  const field = `${splitName(operation.name).noun}Id`;
  const schema = operation.input.shape[field];
  return schema && !schema.safeParse(undefined).success ? field : null;
}

export interface RestRoute {
  method: 'GET' | 'POST' | 'PATCH';
  /** Path below the API prefix with `{field}` for a path parameter. */
  path: string;
  idField: string | null;
}

/**
 * Derives the REST route from the name.
 *
 * `list` and `show` read the collection and the thing, `add`, `start` and
 * `register` create, `update` patches; every other verb is a sub-resource.
 */
export function restRoute(operation: Operation): RestRoute {
  const { noun, verb } = splitName(operation.name);
  const id = idField(operation);
  const collection = `/${plurals[noun] ?? `${noun}s`}`;
  const thing = id === null ? collection : `${collection}/{${id}}`;
  if (operation.kind !== 'command') {
    const isPlain = verb === 'list' || verb === 'show';
    return { method: 'GET', path: isPlain ? thing : `${thing}/${verb}`, idField: id };
  }
  if (id === null && ['add', 'start', 'register'].includes(verb)) {
    return { method: 'POST', path: collection, idField: null };
  }
  if (verb === 'update') return { method: 'PATCH', path: thing, idField: id };
  return { method: 'POST', path: `${thing}/${verb}`, idField: id };
}

/** `task.claim` → MCP tool `task_claim`. */
export function toolName(operation: Operation): string {
  return operation.name.replace('.', '_');
}

/** `task.claim` → words of the command line `task claim`. */
export function commandWords(operation: Operation): [noun: string, verb: string] {
  const { noun, verb } = splitName(operation.name);
  return [noun, verb];
}
