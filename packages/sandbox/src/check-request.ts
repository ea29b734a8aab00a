import { lstat, stat } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { ProcessRequest } from './process-request.ts';

const neverLent = ['/proc', '/sys', '/dev', '/run', '/etc', '/root', '/home', '/var', '/tmp'];

/**
 * Throws `invalid_input` for a request that can't be carried out safely.
 *
 * Below a writable directory an earlier process may have replaced anything by a link, so no
 * lent path may lead through a link there: it would lend what the link points to.
 */
export async function checkRequest(request: ProcessRequest): Promise<void> {
  if (request.argv.length === 0) refuse('There is no command to run.');
  if (request.argv.some((word) => word.includes('\0'))) refuse('The command contains NUL.');
  for (const [name, value] of Object.entries(request.env)) {
    if (/[=\0]/.test(name) || name === '' || value.includes('\0')) {
      refuse(`The environment variable "${name.slice(0, 80)}" is malformed.`);
    }
  }
  for (const [name, value] of Object.entries(request.limits)) {
    if (value !== null && !(Number.isSafeInteger(value) && value > 0)) {
      refuse(`The limit ${name} must be a whole number above 0.`);
    }
  }
  const sources = [
    ...request.readable,
    ...request.writable,
    ...request.lent.map(({ from }) => from),
  ];
  for (const path of [...sources, ...request.lent.map(({ to }) => to), request.cwd]) {
    if (!path.startsWith('/') || path.includes('\0') || normalize(path) !== path) {
      refuse(`"${path}" is not a plain absolute path.`);
    }
  }
  for (const path of sources) {
    if (path === '/' || neverLent.includes(path) || /^\/(?:proc|sys|dev)\//.test(path)) {
      refuse(`${path} is never lent to a process. Lend a directory below it.`);
    }
    await assertExists(path);
  }
  for (const path of [...sources, ...request.lent.map(({ to }) => to)]) {
    for (const root of request.writable) await assertNoLinkBelow(root, path);
  }
  if (request.egress) await assertExists(request.egress.socketPath);
}

async function assertExists(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found) refuse(`${path} does not exist, so it can't be lent.`);
}

async function assertNoLinkBelow(root: string, path: string): Promise<void> {
  const below = relative(root, path);
  if (below.startsWith('..')) return;
  const found = await lstat(root).catch(() => null);
  if (found?.isSymbolicLink()) refuse(`${root} is a link; lend the directory itself.`);
  for (let at = path; at !== root && at !== dirname(at); at = join(at, '..')) {
    const part = await lstat(at).catch(() => null);
    if (part?.isSymbolicLink()) refuse(`${at} is a link inside a writable directory; not lent.`);
  }
}

function refuse(message: string): never {
  throw new MosaicError('invalid_input', message);
}
