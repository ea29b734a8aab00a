import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerRunner } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const isOnline = async (agentId: string) =>
  (await system().call(operations.showAgent, { agentId })).isOnline;

it('counts an agent as online until it was silent for the time of a lease', async () => {
  const agentId = await registerRunner(hub, 'runner');
  hub.clock.advance(limits.leaseMs);
  expect(await isOnline(agentId)).toBe(true);
  hub.clock.advance(1);
  expect(await isOnline(agentId)).toBe(false);
  await system().call(operations.heartbeatAgent, { agentId });
  expect(await isOnline(agentId)).toBe(true);
});

it('knows an agent again by its name, with what it is able to do now', async () => {
  const register = (capabilities: string[]) =>
    system().call(operations.registerAgent, { name: 'runner', type: 'runner', capabilities });
  const first = await register(['step:work']);
  hub.clock.advance(60_000);
  const second = await register(['step:verify']);
  expect(second).toMatchObject({ id: first.id, registeredAt: first.registeredAt });
  expect(second.capabilities).toEqual(['step:verify']);
  expect((await system().call(operations.listAgents, {})).items).toEqual([second]);
});

it('does not make up an agent that nobody announced', async () => {
  const agentId = hub.clock.newId('agent');
  const beat = system().call(operations.heartbeatAgent, { agentId });
  await expect(beat).rejects.toMatchObject({ code: 'not_found' });
  expect((await system().call(operations.listAgents, {})).items).toEqual([]);
});

it('counts agents in the status, and only what this hub has', async () => {
  await registerRunner(hub, 'runner');
  const { counts, version } = await system().call(operations.systemStatus, {});
  expect(version).toBe('0.0.0-test');
  expect(counts).toEqual({ task: 0, run: 0, evidence: 0, agent: 1, handoff: 0 });
});
