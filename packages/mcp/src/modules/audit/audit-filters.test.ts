import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emitModule, emitOperation } from '../../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
});
afterEach(() => hub.destroy());

const emit = (missionId?: string) =>
  hub.call(emitOperation, { events: [{ type: 'task.changed', ...(missionId && { missionId }) }] });
const list = async (filter: object) =>
  (await hub.call(operations.listAudit, filter)).items.map(({ seq }) => seq);

it('audit.list shows what was done in a mission, or to one thing', async () => {
  await emit('msn_1');
  await emit();
  await emit('msn_2');
  await hub.call(operations.setQuota, { scope: 'tenant', kind: 'calls-per-second', limit: 9_999 });
  await emit('msn_1');
  expect(await list({})).toEqual([1, 2, 3, 4, 5]);
  expect(await list({ missionId: 'msn_1' })).toEqual([1, 5]);
  expect(await list({ missionId: 'msn_1', after: 1 })).toEqual([5]);
  expect(await list({ target: 'tenant:*:calls-per-second' })).toEqual([4]);
  expect(await list({ target: 'tenant:*:calls-per-second', missionId: 'msn_1' })).toEqual([]);
});

it('a mission that was changed in the store afterwards breaks the chain', async () => {
  await emit('msn_1');
  await emit();
  const verdict = () => hub.call(operations.verifyAudit, {});
  expect(await verdict()).toMatchObject({ isIntact: true, records: 2 });
  await hub.store.write((store) =>
    store.updateTable('audit').set({ mission_id: 'msn_2' }).where('seq', '=', 1).execute(),
  );
  expect(await verdict()).toMatchObject({ isIntact: false, firstBadSeq: 1 });
});
