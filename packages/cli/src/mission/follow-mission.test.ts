import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { realHub } from '../../test/real-hub.ts';
import { temporaryRepository } from '../../test/temporary.ts';
import { createTerminal } from '../output/terminal.ts';
import { followMission } from './follow-mission.ts';

it('comes back when the mission is stopped, and at once when it was', async () => {
  const hub = await realHub();
  const client = createClient({ baseUrl: hub.url, token: hub.token });
  await client.call(operations.registerAgent, {
    name: 'here',
    type: 'runner',
    capabilities: [
      'step:work',
      'step:review',
      'step:verify',
      'runtime:fixer',
      'sandbox:bubblewrap',
    ],
  });
  const project = await client.call(operations.addProject, { path: temporaryRepository() });
  const { id } = await client.call(operations.startMission, { projectId: project.id });
  const { noteView } = createTerminal(captureIo().io, { isJson: false, isColorRefused: false });
  const seen: string[] = [];
  const follow = () =>
    followMission({
      client,
      missionId: id,
      view: noteView,
      progress: null,
      onChange: ({ status }) => seen.push(status),
    });
  const following = follow();
  await client.call(operations.stopMission, { missionId: id });
  expect(await following).toMatchObject({ id, status: 'stopped' });
  expect(seen.at(-1)).toBe('stopped');
  expect(await follow()).toMatchObject({ id, status: 'stopped' });
});
