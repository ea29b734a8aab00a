import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FailureCode } from '@mosaic/contract';
import { behaviours, type Script } from '@tony/core/testing';
import { expect, it } from 'vitest';
import { createBrokenItems } from './support/broken-items.ts';
import { badSubject, expectCaught } from './support/expect-caught.ts';
import { expectMissionWhole, leftBehind } from './support/expect-mission-whole.ts';
import { createInstallation } from './support/installation.ts';
import { beginMission, missionEnd } from './support/missions.ts';
import { processesOf } from './support/processes-of.ts';
import { byAttempt, createScriptedAgent, honestScript, planOf } from './support/scripted-agents.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

const madeUp = '0123456789abcdef0123456789abcdef01234567';
const commitAll = `git add --all && git commit --quiet -m "${badSubject}"; result success\n`;

/** Long enough for the honest on a busy machine, and what those who hang are given. */
const workMs = 12_000;
const missionMsMax = 200_000;

/** What a worker does at its first attempt, and what it must be caught for. */
const misdeeds: readonly { readonly does: string; readonly code: FailureCode; script: string }[] = [
  { does: 'claims success for nothing', code: 'no_commit', script: 'result success\n' },
  { does: 'names a made-up commit', code: 'no_commit', script: `result success ${madeUp}\n` },
  { does: 'leaves its change uncommitted', code: 'no_commit', script: 'fix; result success\n' },
  {
    does: 'makes an empty commit',
    code: 'empty_change',
    script: `git commit --quiet --allow-empty -m "${badSubject}"; result success\n`,
  },
  {
    does: 'breaks a gate',
    code: 'gate_failed',
    script: `echo rubbish >> "$FILE"; ${commitAll}`,
  },
  { does: 'never ends', code: 'timeout', script: 'fix; commit; exec sleep 600\n' },
  { does: 'prints without end', code: 'flood', script: 'exec yes flood\n' },
  {
    does: 'prints one giant line',
    code: 'flood',
    script: "head -c 64000000 /dev/zero | tr '\\0' x; result success\n",
  },
  {
    does: 'writes a document of the orchestrator',
    code: 'protected_path',
    script: `fix; echo mine > docs/tasks.md; ${commitAll}`,
  },
  {
    does: 'changes a file outside its scope',
    code: 'out_of_scope',
    script: `fix; echo fixed >> items/item-01.txt; ${commitAll}`,
  },
  {
    does: 'puts a link in the place of its file',
    code: 'out_of_scope',
    script: `ln -sf /etc/passwd "$FILE"; ${commitAll}`,
  },
  {
    does: 'adds a submodule',
    code: 'out_of_scope',
    script: `fix; git add "$FILE"; git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),items/$ITEM.test.sub"; git commit --quiet -m "${badSubject}"; result success\n`,
  },
  {
    does: 'plants a list of submodules',
    code: 'protected_path',
    script: `fix; printf '[submodule "x"]\\n\\tpath = x\\n\\turl = ext::sh -c id\\n' > .gitmodules; ${commitAll}`,
  },
  {
    does: 'rewrites history',
    code: 'foreign_change',
    script: `fix; git add "$FILE"; git commit --quiet --amend -m "${badSubject}"; result success\n`,
  },
  {
    does: 'starts a history of its own',
    code: 'foreign_change',
    script: `fix; branch=$(git branch --show-current); git checkout --quiet --orphan own; git commit --quiet -am "${badSubject}"; git branch -f "$branch" own; git checkout --quiet "$branch"; result success\n`,
  },
  {
    does: 'joins a foreign history',
    code: 'foreign_change',
    script: `fix; commit; other=$(git commit-tree -m "${badSubject}" "HEAD^{tree}"); git merge --quiet --allow-unrelated-histories -m "${badSubject}" "$other"; result success\n`,
  },
  { does: 'dies in the middle', code: 'crashed', script: 'fix; commit; kill -9 $$\n' },
  { does: 'talks instead of a result', code: 'bad_result', script: 'fix; commit; echo Done.\n' },
  { does: 'gives up', code: 'reported_failure', script: 'result failed none no-idea\n' },
];

it('catches every misdeed of a program, lands nothing of it, and takes the honest retry', async () => {
  const item = (at: number) => `item-${String(at + 1).padStart(2, '0')}`;
  const installation = await createInstallation(
    (root) => {
      const scripts = misdeeds.map(({ script }, at) => [`${item(at)}.1`, script]);
      const { argv, readable } = createScriptedWorker(root, Object.fromEntries(scripts));
      return { commands: { scripted: { argv } }, readable };
    },
    { workMs },
  );
  try {
    const path = join(installation.root, 'repository');
    const repository = createBrokenItems(path, misdeeds.length);
    const hub = await installation.startHub(4);
    const client = installation.client();
    const wishes = { runtime: 'scripted', maxWorkers: 4 };
    const begun = await beginMission(client, repository, wishes);
    const mission = await missionEnd(installation.client, begun.id, missionMsMax);
    const codes = misdeeds.map(({ code }, at) => [item(at), code]);
    await expectCaught(client, repository, mission, Object.fromEntries(codes));
    await expectMissionWhole(client, repository, mission);
    await hub.stop();
    expect(leftBehind(installation.home)).toEqual([]);
    expect(processesOf(installation.home)).toEqual([]);
    expect(hub.errors()).not.toContain('internal');
  } finally {
    await installation.destroy();
  }
});

const silence: Script = { work: [] };

/** The same for agents that speak a protocol. */
const agentMisdeeds: readonly { does: string; code: FailureCode; script: Script }[] = [
  { does: 'names a made-up commit', code: 'no_commit', script: behaviours.liesAboutCommit() },
  { does: 'never ends its turn', code: 'timeout', script: behaviours.hangs() },
  { does: 'floods the protocol', code: 'flood', script: behaviours.floods() },
  { does: 'sends one giant message', code: 'flood', script: behaviours.floodsOneLine() },
  {
    does: 'dies in the middle of a turn',
    code: 'crashed',
    script: behaviours.diesMidTurn({ path: 'x.txt', text: 'x', message: badSubject }),
  },
  { does: 'never gives a result', code: 'bad_result', script: behaviours.silent() },
  {
    does: 'cannot echo the state it takes over',
    code: 'state_mismatch',
    script: {
      work: [
        { do: 'usage', used: 57_000, size: 100_000 },
        { do: 'say', text: 'Half done.' },
      ],
      followUps: [[{ do: 'say', text: 'Left: the rest.' }]],
    },
  },
];

it('catches every misdeed of an agent, lands nothing of it, and takes the honest retry', async () => {
  const count = agentMisdeeds.length;
  const installation = await createInstallation(
    (root) => {
      const plans = {
        first: planOf(count, (number) => agentMisdeeds[number - 1]?.script ?? silence, {
          work: [],
          echo: [{ do: 'echo', isWrong: true }],
        }),
        later: planOf(count, honestScript),
      };
      const { argv, readable } = createScriptedAgent(root, plans, byAttempt);
      return { acp: { scripted: { argv } }, readable };
    },
    { workMs },
  );
  try {
    const repository = createBrokenItems(join(installation.root, 'repository'), count);
    const hub = await installation.startHub(4);
    const client = installation.client();
    const begun = await beginMission(client, repository, { runtime: 'scripted', maxWorkers: 4 });
    const mission = await missionEnd(installation.client, begun.id, missionMsMax);
    const codes = agentMisdeeds.map(({ code }, at) => [
      `item-${String(at + 1).padStart(2, '0')}`,
      code,
    ]);
    await expectCaught(client, repository, mission, Object.fromEntries(codes));
    await expectMissionWhole(client, repository, mission);
    await hub.stop();
    expect(leftBehind(installation.home)).toEqual([]);
    expect(existsSync(join(repository.path, 'x.txt'))).toBe(false);
  } finally {
    await installation.destroy();
  }
});
