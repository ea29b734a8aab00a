import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isMosaicError,
  MosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
} from '@mosaic/contract';
import { nodesModule } from '../src/cluster/nodes-module.ts';
import { coordinationModules } from '../src/coordination-modules.ts';
import type { Module } from '../src/module.ts';
import { createBackbone } from '../src/pipeline/create-backbone.ts';
import { createMetrics } from '../src/pipeline/metrics.ts';
import { openStore } from '../src/store/open-store.ts';
import { fixedClock } from './test-hub.ts';
import { storeForTest } from './test-store.ts';

/**
 * The pipeline over a real store with any number of tenants: the token `acme/build` is the
 * principal `build` of the tenant `acme`, allowed everything, as often as it likes.
 *
 * A module of `own` takes the place of the one with its name.
 */
export async function openTenantHub(own: readonly Module[] = []) {
  const clock = fixedClock();
  const home = mkdtempSync(join(tmpdir(), 'mosaic-tenants-'));
  const choice = await storeForTest(home);
  const usual = coordinationModules({
    version: '0.0.0-test',
    startedAtMs: clock.now(),
    url: () => null,
    issueWorkerToken: () => 'worker',
  });
  const modules = [
    ...usual.map((module) => own.find(({ name }) => name === module.name) ?? module),
    nodesModule(() => {
      throw new Error('There is no cluster here');
    }),
  ];
  const store = await openStore(
    choice.choice,
    modules.flatMap(({ migrations }) => migrations),
  );
  const bugs: unknown[] = [];
  const hub = createBackbone({
    store,
    modules,
    clock,
    metrics: createMetrics(),
    rateLimiter: { take: () => undefined },
    authenticate: async (token) => {
      const [tenant, name] = (token ?? '').split('/');
      if (!tenant || !name) throw new MosaicError('unauthenticated', 'No tenant, no name.');
      return { name, tenant, permissions: 'all', binding: null };
    },
    reportBug: (error) => {
      bugs.push(error);
      return String(error);
    },
  });
  return {
    hub,
    store,
    clock,
    /** Failures that were bugs, for tests to find none. */
    bugs,
    call<Op extends Operation>(
      token: string,
      operation: Op,
      input: OperationRawInput<Op>,
      idempotencyKey?: string,
    ): Promise<OperationOutput<Op>> {
      return hub.call({
        operation: operation.name,
        input,
        token,
        surface: 'rest',
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      }) as Promise<OperationOutput<Op>>;
    },
    async destroy() {
      await hub.close();
      await store.close();
      await choice.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type TenantHub = Awaited<ReturnType<typeof openTenantHub>>;

/** The code of a refusal; anything else than a refusal is thrown on. */
export function codeOf(error: unknown): string {
  if (isMosaicError(error)) return error.code;
  throw error;
}
