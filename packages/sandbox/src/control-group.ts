import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from './limits.ts';
import type { ProcessLimits } from './process-request.ts';
import { processKey } from './process-table.ts';

/** A group of processes whose number and memory the kernel limits, all together. */
export interface ControlGroup {
  /** Files to write a process number to, so that the process and all it starts belong to the group. */
  readonly members: readonly string[];
  /** Removes the group once it has no members. */
  remove(): Promise<void>;
}

const root = '/sys/fs/cgroup';

/**
 * Makes a control group; null where that is not permitted, as for most users but root.
 *
 * For root it is what stops a fork bomb, because the kernel lets root exceed other limits on
 * processes. For everybody else `ulimit` does, inside the sandbox.
 */
export async function createControlGroup(wanted: ProcessLimits): Promise<ControlGroup | null> {
  const name = `mosaic-${process.pid}-${randomUUID()}`;
  const tasks = String(wanted.processesMax * limits.threadsPerProcess);
  const memory = String(wanted.memoryBytesMax + limits.reservedBytesMax);
  const controllers = await readFile(join(root, 'cgroup.controllers'), 'utf8').catch(() => null);
  const parts =
    controllers === null
      ? [
          { directory: join(root, 'pids', name), values: { 'pids.max': tasks } },
          { directory: join(root, 'memory', name), values: { 'memory.limit_in_bytes': memory } },
        ]
      : [{ directory: join(root, name), values: { 'pids.max': tasks, 'memory.max': memory } }];
  const made: string[] = [];
  for (const { directory, values } of parts) {
    if (await makePart(directory, values)) made.push(directory);
  }
  if (made.length === 0) return null;
  return {
    members: made.map((directory) => join(directory, 'cgroup.procs')),
    async remove() {
      for (const directory of made) await removePart(directory);
    },
  };
}

/** Removes empty groups whose maker is gone, as after `kill -9`. */
export async function sweepControlGroups(): Promise<void> {
  for (const directory of [root, join(root, 'pids'), join(root, 'memory')]) {
    for (const name of await readdir(directory).catch(() => [])) {
      const maker = /^mosaic-(\d+)-[0-9a-f-]{36}$/.exec(name)?.[1];
      if (maker === undefined || processKey(Number(maker))) continue;
      // Fails for a group that still has members, and that is right.
      await rmdir(join(directory, name)).catch(() => {});
    }
  }
}

async function makePart(
  directory: string,
  values: Readonly<Record<string, string>>,
): Promise<boolean> {
  try {
    // Without these a plain directory would be made where no control groups are mounted.
    await access(join(directory, '..', 'cgroup.procs'));
    await mkdir(directory);
  } catch {
    return false;
  }
  try {
    for (const [file, value] of Object.entries(values)) {
      await writeFile(join(directory, file), value, { flag: 'r+' });
    }
    return true;
  } catch {
    await removePart(directory);
    return false;
  }
}

/** The kernel counts a process as a member for a moment after it is gone. */
async function removePart(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isGone = await rmdir(directory).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (isGone) return;
    await sleep(limits.reapPollMs);
  }
}

/** `command`, which joins the group before it does anything else. */
export function joinControlGroup(group: ControlGroup | null, command: readonly string[]): string[] {
  if (!group) return [...command];
  const script = 'for file in $1; do echo $$ > "$file" || exit 125; done; shift; exec "$@"';
  return ['/bin/sh', '-c', script, 'sh', group.members.join(' '), ...command];
}
