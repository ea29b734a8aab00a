import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import type { Script } from '@tony/core/testing';
import { expect, it } from 'vitest';
import { createBrokenItems } from './support/broken-items.ts';
import { expectMissionWhole } from './support/expect-mission-whole.ts';
import { createInstallation } from './support/installation.ts';
import { beginMission, missionEnd, readRecords } from './support/missions.ts';
import { createScriptedAgent, honestScript, planOf } from './support/scripted-agents.ts';

/** Handoffs of the run that needs more than one agent: as many as there may be. */
const handoffs = 5;

/** Does one part, and is full. */
const onePart: Script = {
  work: [
    { do: 'usage', used: 12_000, size: 100_000 },
    { do: 'write', path: 'items/item-01.test.part', text: 'part\n' },
    { do: 'commit', message: 'wip: a part' },
    { do: 'usage', used: 57_000, size: 100_000 },
    { do: 'say', text: 'One more part is done.' },
  ],
  followUps: [[{ do: 'say', text: 'Left: the parts that follow.' }]],
};

/** Parts differ only in number, so each is written anew. */
function partOf(number: number): Script {
  return {
    ...onePart,
    work: onePart.work.map((step) =>
      step.do === 'write' ? { ...step, text: `part ${number}\n` } : step,
    ),
  };
}

it('passes work on whenever a context fills, and gives it only to who echoes the state', async () => {
  const installation = await createInstallation((root) => {
    const parts = Array.from({ length: handoffs }, (_, at) => [`${at}`, partOf(at)] as const);
    const scripts = new Map([...parts, [`${handoffs}`, honestScript(1)]]);
    const plans = Object.fromEntries(
      [...scripts].map(([name, script]) => [
        name,
        planOf(2, (number) => (number === 1 ? script : honestScript(number))),
      ]),
    );
    // How far the work is stands in the clone, and nowhere else.
    const choose = 'git log --format=%s | grep -c "^wip" || true';
    const { argv, readable } = createScriptedAgent(root, plans, choose);
    return { acp: { scripted: { argv } }, readable };
  });
  try {
    const repository = createBrokenItems(join(installation.root, 'repository'), 2);
    await installation.startHub(2);
    const client = installation.client();
    const begun = await beginMission(client, repository, { runtime: 'scripted', maxWorkers: 1 });
    const mission = await missionEnd(installation.client, begun.id, 120_000);
    await expectMissionWhole(client, repository, mission);
    const { items } = await client.call(operations.listHandoffs, { missionId: mission.id });
    expect(items).toHaveLength(handoffs);
    for (const handoff of items) {
      expect(handoff).toMatchObject({ kind: 'worker', contextPercent: 57 });
      expect(handoff.acknowledgedAt).not.toBeNull();
      expect(handoff.kickstart).toContain('Left: the parts that follow.');
      expect(handoff.kickstart).not.toContain(handoff.stateHash);
      expect(handoff.context?.project_state.git_status.commit_hash).toMatch(/^[0-9a-f]{40}$/);
      expect(handoff.context?.project_state.modified_files).not.toEqual([]);
    }
    expect(new Set(items.map(({ stateHash }) => stateHash)).size).toBe(handoffs);
    const { runs } = await readRecords(client, mission.id);
    expect(runs.filter(({ step }) => step === 'work').map(({ status }) => status)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect(repository.read(mission.branch, 'items/item-01.test.part')).toBe(`part ${handoffs - 1}`);
  } finally {
    await installation.destroy();
  }
});
