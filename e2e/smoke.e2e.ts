import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { createBrokenItems, itemsGate, reportName } from './support/broken-items.ts';
import { createInstallation } from './support/installation.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

it('runs', async () => {
  const installation = await createInstallation((root) => {
    const worker = createScriptedWorker(root);
    return { commands: { scripted: { argv: worker.argv } }, readable: worker.readable };
  });
  const repo = createBrokenItems(join(installation.root, 'repository'), 8);
  await installation.startHub(3);
  const client = installation.client();
  const project = await client.call(operations.addProject, { path: repo.path, name: 'items', gates: [itemsGate] });
  const t0 = Date.now();
  const mission = await client.call(operations.startMission, { projectId: project.id, report: reportName, runtime: 'scripted', maxWorkers: 3 });
  for await (const m of client.stream(operations.watchMission, { missionId: mission.id })) console.log((Date.now()-t0)/1000, m.status, JSON.stringify(m.tasks), m.stopReason);
  const tasks = await client.call(operations.listTasks, { missionId: mission.id });
  for (const t of tasks.items) console.log(t.key, t.kind, t.status, t.attempts, t.scope, t.lastError);
  console.log(repo.git('branch', '-a'));
  console.log(repo.git('log', '--oneline', '--graph', 'mosaic/by-hand-1'));
  console.log(repo.git('ls-tree', '-r', '--name-only', 'mosaic/by-hand-1', 'docs/'));
  console.log(repo.git('show', 'mosaic/by-hand-1:docs/tasks/by-hand-1-tasks.md'));
  expect(1).toBe(1);
  await installation.destroy();
});
