import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { loadSecrets } from '@mosaic/mcp';
import { startRunner } from '@mosaic/runner';
import { homeDirectories } from '@mosaic/stack';
import { createRuntimes } from '@tony/core/runtimes';
import { expect, it } from 'vitest';
import { createBrokenItems } from './support/broken-items.ts';
import { createInstallation } from './support/installation.ts';
import { beginMission } from './support/missions.ts';

it('starts no mission whose commands nobody can sandbox', async () => {
  const installation = await createInstallation(() => ({}));
  const touched = join(installation.root, 'touched');
  try {
    const hub = await installation.startHub(null);
    const repository = createBrokenItems(join(installation.root, 'repository'), 1);
    const runner = await startRunner({
      client: createClient({
        baseUrl: hub.ready.url ?? '',
        token: loadSecrets(installation.home).runnerToken,
      }),
      name: 'bare',
      version: '0.0.0-test',
      slots: 1,
      directories: homeDirectories(installation.home),
      runtimes: createRuntimes({
        fixer: { argv: ['touch', touched] },
        commands: { scripted: { argv: ['touch', touched] } },
        acp: {},
      }),
      sandbox: {
        kind: 'none',
        reason: 'There is none here.',
        isWaived: false,
        isTrusted: () => false,
      },
      tools: { readable: [], path: [], reviewCommand: () => ['touch', touched] },
      hubUrl: hub.ready.url ?? '',
      log: { info: () => {}, warn: () => {} },
    });
    const client = installation.client();
    const begun = beginMission(client, repository, { runtime: 'scripted', maxWorkers: 1 });
    await expect(begun).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('--unsandboxed'),
    });
    expect((await client.call(operations.listMissions, {})).items).toEqual([]);
    expect(existsSync(touched)).toBe(false);
    await runner.close();
  } finally {
    await installation.destroy();
  }
});
