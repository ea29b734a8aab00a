import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Mission, operations, type RunAssignment, type RunResult } from '@mosaic/contract';
import { commitFiles } from '@mosaic/git';
import { openHub, systemClock } from '@mosaic/mcp';
import { plansModule } from '@tony/core/plans';
import pino from 'pino';
import { startEngine, vaultDirectory } from '../src/missions/engine.ts';
import { createMissionStates } from '../src/missions/mission-states.ts';
import { missionsModule } from '../src/missions/service.ts';
import { projectsModule } from '../src/projects/service.ts';

const runtimes = ['fixer', 'scripted'];
const logger = pino({ level: 'silent' });
const templatesDirectory = join(import.meta.dirname, '../templates');
const author = { name: 'Worker', email: 'worker@example.org' };

/** A user's repository with the given files, one commit. */
export function createRepository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'mosaic-user-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=U', '-c', 'user.email=u@example.org', ...args], {
      cwd: root,
    }).toString();
  git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git('add', '-A');
  git('commit', '-q', '-m', 'start');
  return root;
}

/** What a run of a task ends with; undefined does what is asked. */
export type Behaviour = (assignment: RunAssignment) => RunResult | undefined;

/**
 * Hub and engine on real SQLite and real git, with a runner played by the test: it makes
 * commits in the vault as a real one would after its checks.
 */
export async function openMissionBench(behave: Behaviour = () => undefined) {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-mission-'));
  const vaultsDirectory = join(home, 'vaults');
  const start = async () => {
    const states = createMissionStates();
    const opened = await openHub({
      home,
      modules: [
        projectsModule(async () => ({ gates: [], lentPaths: [] })),
        plansModule(),
        missionsModule(states),
      ],
      clock: systemClock,
      logger,
      version: '0.0.0-test',
      url: () => null,
    });
    const { hub, store } = opened;
    const engine = startEngine({
      hub,
      store,
      states,
      clock: systemClock,
      log: logger,
      vaultsDirectory,
      templatesDirectory,
      lookOutMs: 20,
    });
    const caller = hub.system('test');
    const { id } = await caller.call(operations.registerAgent, {
      name: 'bench',
      type: 'runner',
      capabilities: runtimes.map((name) => `runtime:${name}`),
    });
    return { opened, engine, caller, agentId: id };
  };
  let live = await start();

  const perform = async (assignment: RunAssignment): Promise<void> => {
    const { task, brief, lease } = assignment;
    const vault = { directory: vaultDirectory(vaultsDirectory, task.missionId) };
    const done = { usedTokens: 1_000, notes: '', sandboxed: true } as const;
    const proved = brief.workCommit ?? brief.baseCommit;
    const work = async () =>
      commitFiles(vault, {
        parent: brief.baseCommit,
        changes: new Map([[`done/${task.key}.txt`, `${brief.attempt}\n`]]),
        message: `fix(${task.key}): done`,
        author,
        atMs: 0,
      });
    const commit = brief.step === 'work' ? await work() : proved;
    const result: RunResult = behave(assignment) ?? { status: 'succeeded', commit, ...done };
    await live.caller.call(operations.finishRun, {
      runId: lease.runId,
      fencingToken: lease.fencingToken,
      result,
    });
  };
  return {
    caller: () => live.caller,
    /** Ends hub and engine wherever they are and starts them again on what was stored. */
    async restart() {
      await live.engine.close();
      await live.opened.close();
      live = await start();
    },
    /** Plays the runner until the mission rests or `until` holds. */
    async play(missionId: string, until: (mission: Mission) => boolean): Promise<Mission> {
      for (let turn = 0; turn < 400; turn += 1) {
        await live.engine.settle();
        const mission = await live.caller.call(operations.missionStatus, { missionId });
        if (until(mission)) return mission;
        const { assignments } = await live.caller.call(operations.claimTask, {
          agentId: live.agentId,
          runtimes: [...runtimes],
        });
        for (const assignment of assignments)
          if (assignment.kind === 'run') await perform(assignment);
      }
      throw new Error('The mission does not get there');
    },
    async destroy() {
      await live.engine.close();
      await live.opened.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
