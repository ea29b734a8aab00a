import { readdirSync, readFileSync } from 'node:fs';

/** Reads `/proc`. Everything may vanish while being read, and then counts as absent. */

/** A process that can't be confused with a later one of the same number. */
export interface ProcessKey {
  readonly pid: number;
  /** Clock ticks after boot. */
  readonly startedAt: string;
}

/** The environment variable by which our processes are found. */
export const markerVariable = 'MOSAIC_PROCESS';

/** Living processes below `pid`, without itself; at most `enough`, so that a fork bomb is seen soon. */
export function descendants(pid: number, enough = Number.POSITIVE_INFINITY): ProcessKey[] {
  const found: ProcessKey[] = [];
  const waiting = childrenOf(pid);
  const seen = new Set(waiting);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const key = processKey(next);
    if (key) found.push(key);
    if (found.length >= enough) break;
    for (const child of childrenOf(next)) {
      if (seen.has(child)) continue;
      seen.add(child);
      waiting.push(child);
    }
  }
  return found;
}

/** The key of a living process; null when there is none, or only its remains. */
export function processKey(pid: number): ProcessKey | null {
  const fields = statFields(pid);
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return null;
  return { pid, startedAt: fields[19] ?? '' };
}

/** State, parent, group, session …: what follows the name, which may contain anything. */
function statFields(pid: number): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? null;
}

export function isAlive(key: ProcessKey): boolean {
  return processKey(key.pid)?.startedAt === key.startedAt;
}

/** Memory of a process that is its own or written by it, in bytes. */
export function ownMemoryBytes(pid: number): number {
  const status = read(`/proc/${pid}/status`) ?? '';
  const anonymous = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? '0';
  const shared = /^RssShmem:\s+(\d+) kB/m.exec(status)?.[1] ?? '0';
  return (Number(anonymous) + Number(shared)) * 1024;
}

/** How processes are recognised that have moved away from their parent. */
export interface Traces {
  /** Beginning of the value of their marker variable. */
  readonly marker: string;
  /** Number of the session they were started in; null when it may be another one by now. */
  readonly session: number | null;
}

/** Living processes with any of the traces. */
export function findTraced({ marker, session }: Traces): ProcessKey[] {
  const found: ProcessKey[] = [];
  for (const pid of allProcesses()) {
    if (pid === process.pid) continue;
    const isTraced =
      (session !== null && statFields(pid)?.[3] === String(session)) || hasMarker(pid, marker);
    const key = isTraced ? processKey(pid) : null;
    if (key) found.push(key);
  }
  return found;
}

function hasMarker(pid: number, marker: string): boolean {
  const environment = read(`/proc/${pid}/environ`);
  return environment !== null && `\0${environment}`.includes(`\0${markerVariable}=${marker}`);
}

function allProcesses(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function childrenOf(pid: number): number[] {
  const children: number[] = [];
  for (const thread of names(`/proc/${pid}/task`)) {
    const list = read(`/proc/${pid}/task/${thread}/children`) ?? '';
    for (const child of list.split(' ')) if (child !== '') children.push(Number(child));
  }
  return children;
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
