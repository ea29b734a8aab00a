import { operations } from '@mosaic/contract';
import {
  type Answered,
  answered,
  breathe,
  inParallel,
  isCode,
  type Load,
  type LoadScope,
} from './load.ts';

const namespace = 'cluster-trial';
const keys = ['a', 'b', 'c'];

interface Written {
  readonly key: string;
  readonly version: number;
  readonly value: number;
}

/** Clients count together by compare-and-set: one more than what they read, or nothing. */
export function createStateLoad(scope: LoadScope, clients: number): Load {
  const written: Answered<Written>[] = [];
  const stale: string[] = [];
  let conflicts = 0;
  /** The highest version of a key that somebody was told of before now. */
  const known = (key: string, before: number) =>
    written
      .filter(({ value, to }) => value.key === key && to < before)
      .reduce((highest, { value }) => Math.max(highest, value.version), 0);

  const read = async (at: number, key: string) => {
    const found = await answered(scope, () =>
      scope.client(at).call(operations.getState, { namespace, key }),
    ).catch((error: unknown) => (isCode(error, 'not_found') ? undefined : null));
    if (found === null) return null;
    if (found === undefined) return { version: 0, value: 0 };
    const { version, value } = found.value;
    const floor = known(key, found.from);
    if (version < floor) stale.push(`${key}: read version ${version} after ${floor} was known`);
    return { version, value: Number(value) };
  };
  const count = async (at: number) => {
    const client = scope.client(at);
    while (!scope.stopping.aborted) {
      const key = keys[Math.floor(scope.random() * keys.length)] ?? 'a';
      const before = await read(at, key);
      if (before === null) continue;
      const value = before.value + 1;
      const input = { namespace, key, value, ifVersion: before.version };
      const done = await answered(scope, () => client.call(operations.setState, input)).catch(
        (error: unknown) => {
          isCode(error, 'conflict');
          conflicts += 1;
          return null;
        },
      );
      if (done) written.push({ ...done, value: { key, version: done.value.version, value } });
      await breathe(20);
    }
  };
  return {
    name: 'state',
    run: () => inParallel(clients, count),
    figures: () => ({ written: written.length, conflicts }),
    async problems() {
      const problems = [...stale];
      for (const key of keys) {
        const own = written.filter(({ value }) => value.key === key);
        const versions = own.map(({ value }) => value.version);
        if (new Set(versions).size !== versions.length) problems.push(`${key}: a version twice`);
        const last = await scope.client(0).call(operations.getState, { namespace, key });
        const wrong = own.filter(({ value }) => value.value !== value.version);
        if (wrong.length > 0) problems.push(`${key}: ${wrong.length} writes were lost`);
        if (Number(last.value) !== last.version) problems.push(`${key}: counted wrong`);
        if (last.version < Math.max(0, ...versions)) problems.push(`${key}: the last one is lost`);
      }
      return problems;
    },
  };
}
