import { directorySize } from './directory-size.ts';
import { observe, type ProcessFamily } from './end-processes.ts';
import { limits } from './limits.ts';
import type { EndedBy, ProcessRequest } from './process-request.ts';
import { ownMemoryBytes } from './process-table.ts';

export interface Watch {
  /** Says that there was output, so the command is not silent. */
  heard(bytes: number): void;
  outputBytes(): number;
  end(): void;
}

/**
 * Watches what the kernel can't limit for us, and calls `exceeded` once, with the first limit
 * that was broken.
 */
export function watchLimits(
  request: ProcessRequest,
  family: ProcessFamily,
  diskBytesBefore: number,
  exceeded: (by: EndedBy) => void,
): Watch {
  const { timeoutMs, silenceMs, outputBytesMax } = request.limits;
  let bytes = 0;
  let isOver = false;
  const report = (by: EndedBy) => {
    if (isOver) return;
    isOver = true;
    stop();
    exceeded(by);
  };
  const timeout = setTimeout(() => report('timeout'), timeoutMs);
  const silence = silenceMs === null ? null : setTimeout(() => report('silence'), silenceMs);
  const sampler = setInterval(() => {
    const by = brokenBy(family, request);
    if (by) report(by);
  }, limits.sampleMs);
  const endDisk = watchDisk(request, diskBytesBefore, () => report('disk_quota'));
  const stop = () => {
    isOver = true;
    clearTimeout(timeout);
    if (silence) clearTimeout(silence);
    clearInterval(sampler);
    endDisk();
  };
  return {
    heard(more) {
      bytes += more;
      if (!isOver) silence?.refresh();
      if (bytes > outputBytesMax) report('flood');
    },
    outputBytes: () => bytes,
    end: stop,
  };
}

function brokenBy(family: ProcessFamily, request: ProcessRequest): EndedBy | null {
  const { processesMax, memoryBytesMax } = request.limits;
  // The sandbox and the forwarder are not the command's; without a sandbox the command is `pid`.
  const own = (request.sandbox === 'bubblewrap' ? 1 : -1) + (request.egress ? 1 : 0);
  const allowed = processesMax + own;
  const members = observe(family, allowed + 1);
  if (members.length > allowed) return 'process_limit';
  const pids = [family.pid, ...members.map(({ pid }) => pid)];
  const memory = pids.reduce((sum, pid) => sum + ownMemoryBytes(pid), 0);
  return memory > memoryBytesMax ? 'memory_limit' : null;
}

function watchDisk(request: ProcessRequest, before: number, exceeded: () => void): () => void {
  let isEnded = request.writable.length === 0;
  let timer: NodeJS.Timeout | null = null;
  const allowed = before + request.limits.diskBytesMax;
  const measure = async () => {
    const start = performance.now();
    const size = await directorySize(request.writable, allowed);
    if (isEnded) return;
    if (size > allowed) return exceeded();
    const took = performance.now() - start;
    next(Math.max(limits.diskSampleMs, took / limits.diskSampleShare));
  };
  const next = (delayMs: number) => {
    timer = setTimeout(() => void measure(), delayMs);
  };
  if (!isEnded) next(limits.diskSampleMs);
  return () => {
    isEnded = true;
    if (timer) clearTimeout(timer);
  };
}
