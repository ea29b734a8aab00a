import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@mosaic/client';
import { type Mission, operations, type Project } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { realHub } from '../../test/real-hub.ts';
import { temporaryRepository } from '../../test/temporary.ts';
import { limits } from '../limits.ts';
import { createTerminal } from '../output/terminal.ts';
import { type ChosenMission, chooseMission } from './choose-mission.ts';
import { missionOutcome, outcomeText } from './outcome.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { listenForStop } from './stop-signal.ts';

const plain = { runtime: 'fixer', workers: 2, sample: true };

/** A hub that believes in a runner, so that missions may start; nobody takes their work. */
async function chooser() {
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
  const notes: string[] = [];
  const choose = (change: Partial<StartOptions> = {}, cwd = '/'): Promise<ChosenMission | null> =>
    chooseMission({
      client,
      options: { ...readStartOptions(plain), ...change },
      home: hub.home,
      cwd,
      nowMs: Date.UTC(2026, 0, 15, 9),
      note: (text) => notes.push(text),
    });
  return { hub, client, notes, choose };
}

describe('which mission start follows', () => {
  it('is one on a new sample when there is no project yet', async () => {
    const { hub, choose } = await chooser();
    const chosen = await choose();
    expect(chosen?.project).toMatchObject({ name: 'sample', path: join(hub.home, 'sample') });
    expect(chosen?.project.gates.map((gate) => gate.name)).toEqual(['lint', 'typecheck', 'test']);
    const log = execFileSync('git', ['-C', join(hub.home, 'sample'), 'log', '--oneline']);
    expect(log.toString().trim().split('\n').length).toBeGreaterThan(1);
  });

  it('is the unfinished one, never a second', async () => {
    const { choose, client, notes } = await chooser();
    const first = await choose();
    const second = await choose();
    expect(second?.mission.id).toBe(first?.mission.id);
    expect(notes.at(-1)).toContain('is not finished: following it');
    expect((await client.call(operations.listMissions, {})).items).toHaveLength(1);
  });

  it('is taken up where an interrupted start left off: a sample without project, a draft', async () => {
    const { hub, choose } = await chooser();
    mkdirSync(join(hub.home, 'sample.draft'));
    writeFileSync(join(hub.home, 'sample.draft', 'half'), '');
    await choose();
    expect(existsSync(join(hub.home, 'sample.draft'))).toBe(false);
    expect(existsSync(join(hub.home, 'sample', 'half'))).toBe(false);
  });

  it("is one on the user's repository, registered once, by a relative path", async () => {
    const { choose, client, hub } = await chooser();
    const path = temporaryRepository();
    const first = await choose({ project: '.' }, path);
    const again = await choose({ project: path });
    expect(first?.project.path).toBe(path);
    expect(again?.mission.id).toBe(first?.mission.id);
    expect((await client.call(operations.listProjects, {})).items).toHaveLength(1);
    expect(existsSync(join(hub.home, 'sample'))).toBe(false);
  });

  it('is none with --no-sample, and none when other projects have none', async () => {
    const { choose, client, hub } = await chooser();
    expect(await choose({ hasSample: false })).toBeNull();
    await client.call(operations.addProject, { path: temporaryRepository() });
    expect(await choose()).toBeNull();
    expect(existsSync(join(hub.home, 'sample'))).toBe(false);
  });

  it('is refused for a folder that is not there', async () => {
    const { choose } = await chooser();
    await expect(choose({ project: '/no/such' })).rejects.toThrow('There is no folder /no/such');
  });
});

describe('a request to stop', () => {
  it('ends well the first time and at once the second, but npm echoes count as one', async () => {
    let nowMs = 1_000;
    const { io, signals, exits } = captureIo({ now: () => nowMs });
    const stop = listenForStop(io);
    expect(stop.signal.aborted).toBe(false);
    signals.emit('SIGINT');
    nowMs += limits.signalEchoMs - 1;
    signals.emit('SIGINT');
    signals.emit('SIGTERM');
    await stop.stopped;
    expect(stop.signal.aborted).toBe(true);
    expect(exits).toEqual([]);
    nowMs += 2;
    signals.emit('SIGINT');
    expect(exits).toEqual([130]);
    stop.dispose();
    expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0);
  });
});

describe('the outcome', () => {
  const mission: Mission = {
    id: 'msn_0190b5c8-6c1f-7000-8000-000000000000',
    projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000',
    name: 'review-1\u001b[2J',
    milestone: 'm',
    taskPrefix: 'MS',
    status: 'completed_with_deferrals',
    runtime: 'fixer',
    maxWorkers: 2,
    reportName: null,
    planId: null,
    baseCommit: 'a'.repeat(40),
    branch: 'mosaic/review-1',
    headCommit: null,
    phases: [],
    tasks: {
      total: 3,
      'not-started': 0,
      'in-progress': 0,
      done: 2,
      failed: 0,
      deferred: 1,
      skipped: 0,
    },
    estimateTokens: 0,
    usedTokens: null,
    evidenceCount: 7,
    notConfigured: [],
    waitingFor: [],
    warnings: [],
    stopReason: null,
    createdAt: '2026-01-15T09:00:00Z',
    finishedAt: '2026-01-15T09:01:20Z',
  };
  const project: Project = {
    id: mission.projectId,
    name: 'shop',
    path: "/srv/it's shop",
    defaultBranch: 'main',
    gates: [],
    lentPaths: [],
    egressHosts: [],
    createdAt: '2026-01-15T09:00:00Z',
  };

  it('has exactly the promised fields as JSON', () => {
    expect(missionOutcome(mission, 'http://127.0.0.1:3456')).toEqual({
      status: 'completed_with_deferrals',
      missionId: mission.id,
      tasks: mission.tasks,
      evidence: 7,
      url: 'http://127.0.0.1:3456',
    });
    expect(
      missionOutcome({ ...mission, status: 'stopped', stopReason: 'asked' }, 'u'),
    ).toMatchObject({
      status: 'failed',
      error: { code: 'stopped', message: 'asked' },
    });
  });

  it('tells people the result, the branch and what to type, quoted and harmless', () => {
    const { view } = createTerminal(captureIo().io, { isJson: false, isColorRefused: false });
    const text = outcomeText(mission, project, view);
    expect(text).toContain('Mission review-1 completed with deferrals in 1 min 20 s');
    expect(text).toContain('2 done, 1 deferred; 7 pieces of evidence');
    expect(text).toContain(`git -C '/srv/it'\\''s shop' merge mosaic/review-1`);
    expect(text).toContain('docs/deferred-errors.md');
    expect(text).not.toContain('\u001b');
  });
});
