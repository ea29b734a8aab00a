import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from './limits.ts';
import { descendants, findTraced, isAlive, type ProcessKey, processKey } from './process-table.ts';

/** A command with all that it started, however far that has moved away from it. */
export interface ProcessFamily {
  readonly pid: number;
  readonly marker: string;
  /** Seen so far, by number and start. */
  readonly known: Map<string, ProcessKey>;
  /**
   * First process inside a sandbox; null without one, or as long as it is not known.
   * When it ends the kernel ends all the others, and it is gone only after them.
   */
  init: ProcessKey | null;
  /** False once the command itself is gone: its number may soon be that of a stranger. */
  isRunning: boolean;
}

export function processFamily(pid: number, marker: string): ProcessFamily {
  return { pid, marker, known: new Map(), init: null, isRunning: true };
}

/** Remembers the first process inside the sandbox. */
export function adoptInit(family: ProcessFamily, pid: number): void {
  family.init = processKey(pid);
}

/** Looks for new members, remembers them, and returns those below the command now, at most `enough`. */
export function observe(family: ProcessFamily, enough: number): ProcessKey[] {
  const members = descendants(family.pid, enough);
  // In a sandbox nobody gets away from the first process.
  if (family.init) return members;
  remember(family, members);
  for (const [id, key] of family.known) if (!isAlive(key)) family.known.delete(id);
  return members;
}

/** Asks all members to end; not the sandbox itself, which would end them without asking. */
export function askFamily(family: ProcessFamily): void {
  const { init } = family;
  const members = init ? descendants(init.pid) : livingMembers(family);
  for (const key of members) send(key.pid, 'SIGTERM');
}

export function killFamily(family: ProcessFamily): void {
  if (family.init && isAlive(family.init)) send(family.init.pid, 'SIGKILL');
  if (family.isRunning) send(-family.pid, 'SIGKILL');
  if (family.init) return;
  for (const key of livingMembers(family)) send(key.pid, 'SIGKILL');
}

/**
 * Ends whatever is left of a family whose command is gone, and returns when nothing is.
 *
 * Returns how many resisted for `limits.reapMsMax`: uninterruptible ones, such as on a dead disk.
 */
export async function endFamily(family: ProcessFamily): Promise<number> {
  const until = performance.now() + limits.reapMsMax;
  if (!family.init) remember(family, livingMembers(family));
  family.isRunning = false;
  for (;;) {
    const left = family.init ? [family.init].filter(isAlive) : livingMembers(family);
    if (left.length === 0) return 0;
    // Stopped before they are killed, so that none has time to make another.
    if (!family.init) for (const key of left) send(key.pid, 'SIGSTOP');
    killFamily(family);
    if (performance.now() > until) return left.length;
    await sleep(limits.reapPollMs);
  }
}

function remember(family: ProcessFamily, members: readonly ProcessKey[]): void {
  for (const key of members) family.known.set(`${key.pid} ${key.startedAt}`, key);
}

function livingMembers(family: ProcessFamily): ProcessKey[] {
  const { pid, marker, known, isRunning } = family;
  const all = new Map<number, ProcessKey>();
  for (const key of known.values()) if (isAlive(key)) all.set(key.pid, key);
  if (isRunning) for (const key of descendants(pid)) all.set(key.pid, key);
  const session = isRunning ? pid : null;
  for (const key of findTraced({ marker, session })) all.set(key.pid, key);
  return [...all.values()];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}
