import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { planToJson } from '@tony/core/planning';
import { startChild } from './child.ts';
import { ladderOfTasks, planOfTasks, type TaskGraph, treeOfTasks } from './planning-plans.ts';
import type { PeerAnswer, PeerQuestion } from './planning-server.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';

const run = promisify(execFile);
const taskMaster = { name: 'task-master-ai', version: '0.43.1' } as const;
const beads = { name: '@beads/bd', version: '1.3.0' } as const;
/** An installation that takes longer is given up. */
const installMsMax = 300_000;

/**
 * Next task and validation of dependencies beside task-master-ai, on the same graphs, in one process.
 *
 * The peers are large, so they are no dependencies of ours: they are installed below the folder for
 * temporary files when this runs, and kept there for the next time.
 */
export async function besidePeers(): Promise<Row[]> {
  await tellOfBeads();
  const installed = await install(taskMaster);
  if (typeof installed === 'object') {
    tell(
      `task-master-ai could not be installed, so there is nothing to compare with: ${installed.reason}`,
    );
    return [];
  }
  const cases = [
    { name: '1,000 tasks', graph: treeOfTasks(1_000), rounds: 100 },
    { name: '5,000 tasks', graph: treeOfTasks(5_000), rounds: 25 },
    // The peer walks every path, of which there are twice as many with each level.
    { name: '32 tasks, 2 needs each', graph: ladderOfTasks(16), rounds: 25 },
  ];
  const rows: Row[] = [];
  for (const { name, graph, rounds } of cases) {
    const { next, validate } = await withScratch((folder) => ask(installed, folder, graph, rounds));
    const beside = (what: string, { ours, peer }: { ours: number; peer: number }) =>
      row({
        name: `${what}, ${name}`,
        metric: 'median',
        unit: 'ms',
        ours,
        peer: { name: taskMaster.name, value: peer },
      });
    rows.push(beside('ready list', next), beside('read and validate', validate));
  }
  return rows;
}

async function ask(
  installed: string,
  project: string,
  graph: TaskGraph,
  rounds: number,
): Promise<PeerAnswer> {
  const folder = join(project, '.taskmaster/tasks');
  await mkdir(folder, { recursive: true });
  const tasksFile = join(folder, 'tasks.json');
  const planFile = join(project, 'plan.json');
  const { document, ids } = planOfTasks(graph);
  const done = Math.floor(graph.length / 2);
  await writeFile(
    tasksFile,
    JSON.stringify({ master: { tasks: peerTasks(graph, done), metadata } }),
  );
  await writeFile(planFile, planToJson(document));
  const child = startChild('planning-server.ts', []);
  const question: PeerQuestion = {
    installed,
    project,
    tasksFile,
    planFile,
    done: ids.slice(0, done),
    rounds,
  };
  try {
    return await child.ask<PeerAnswer>(JSON.stringify(question));
  } finally {
    await child.end();
  }
}

const metadata = {
  created: '2026-01-01T00:00:00.000Z',
  updated: '2026-01-01T00:00:00.000Z',
  description: 'Benchmark',
};

function peerTasks(graph: TaskGraph, done: number) {
  return graph.map((dependencies, at) => ({
    id: at + 1,
    title: `Step ${at}`,
    description: 'Its test passes',
    status: at < done ? 'done' : 'pending',
    priority: 'medium',
    dependencies,
    subtasks: [],
  }));
}

/** The folder a package is installed in, or why it is not. Its install scripts run only where asked for. */
async function install(
  { name, version }: { name: string; version: string },
  { scripts = false } = {},
): Promise<string | { reason: string }> {
  const folder = join(tmpdir(), 'mosaic-bench-peers', `${name.replaceAll(/\W+/g, '-')}-${version}`);
  if (await exists(folder)) return folder;
  // Renamed when it is whole, so that what was broken off is never taken for an installation.
  const made = `${folder}.${process.pid}`;
  tell(`Installing ${name}@${version} below the folder for temporary files …`);
  try {
    await mkdir(made, { recursive: true });
    await writeFile(join(made, 'package.json'), '{ "private": true }');
    const flags = ['--no-audit', '--no-fund', '--omit=optional', '--prefer-offline'];
    if (!scripts) flags.push('--ignore-scripts');
    await run('npm', ['install', ...flags, `${name}@${version}`], {
      cwd: made,
      timeout: installMsMax,
    });
    await rename(made, folder);
    return folder;
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    const { stderr = '' } = error as { stderr?: string };
    const reason = /npm error (Error.*)/.exec(stderr)?.[1] ?? String(error).split('\n')[0];
    return { reason: reason ?? 'unknown' };
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Its package fetches its program from a host of its own when it is installed. */
async function tellOfBeads(): Promise<void> {
  const installed = await install(beads, { scripts: true });
  tell(
    typeof installed === 'string'
      ? '@beads/bd is installed, but this benchmark has no measurement of it yet.'
      : `@beads/bd is not compared with: it could not be installed (${installed.reason}).`,
  );
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
