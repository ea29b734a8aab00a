import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { limits } from './limits.ts';
import type { ProcessRequest } from './process-request.ts';

/** Files of ours that a command is started with. */
export const launchFiles = {
  node: process.execPath,
  forwarder: fileURLToPath(new URL('./forwarder.mjs', import.meta.url)),
  hosts: fileURLToPath(new URL('./etc-hosts.txt', import.meta.url)),
} as const;

/** Where those files are inside a sandbox. */
export const sandboxFiles = {
  node: '/run/mosaic/node',
  forwarder: '/run/mosaic/forwarder.mjs',
  socket: '/run/mosaic/egress.sock',
} as const;

/** Port of the forwarder: a sandbox has its own network, so it is always free there. */
const sandboxPort = 3128;

/**
 * Sets the kernel's limits and becomes the command. A limit that can't be set (because it is
 * lower already) is left as it is. Shells differ in the name of the limit on processes, and
 * not every one can close a file of two digits.
 */
const script = `
try() { (ulimit "$@") 2>/dev/null && ulimit "$@"; }
try -c 0 || :
try -n "$1" || :
try -d "$2" || :
try -f "$3" || :
[ "$4" = none ] || try -p "$4" || try -u "$4" || :
files=$5
shift 5
[ "$files" = none ] && exec "$@"
exec /bin/bash --norc --noprofile -c 'for file in $1; do eval "exec $file>&-"; done; shift; exec "$@"' bash "$files" "$@"
`;

/** The command wrapped so that limits and egress are in place when it starts. */
export function launchCommand(request: ProcessRequest): string[] {
  const { openFilesMax, memoryBytesMax, diskBytesMax, processesMax } = request.limits;
  const isSandboxed = request.sandbox === 'bubblewrap';
  // Outside a sandbox the kernel would count all processes of the user.
  const tasks = isSandboxed ? String(processesMax * limits.threadsPerProcess) : 'none';
  const command = [
    '/bin/sh',
    '-c',
    script,
    'sh',
    String(openFilesMax),
    String(Math.ceil((memoryBytesMax + limits.reservedBytesMax) / 1024)),
    String(Math.ceil(diskBytesMax / 512)),
    tasks,
    inheritedFiles().join(' ') || 'none',
  ];
  if (request.egress) {
    const files = isSandboxed
      ? sandboxFiles
      : { ...launchFiles, socket: request.egress.socketPath };
    const port = isSandboxed ? sandboxPort : 0;
    command.push(files.node, files.forwarder, files.socket, String(port));
  }
  return [...command, ...request.argv];
}

/**
 * Open files that whoever started us left open for us, and that a command would inherit from
 * us: those without the close-on-exec mark. Node sets it on everything that it opens.
 */
function inheritedFiles(): number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((file) => file > 2 && !isClosedOnExec(file));
  } catch {
    return [];
  }
}

function isClosedOnExec(file: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(
      readFileSync(`/proc/self/fdinfo/${file}`, 'utf8'),
    )?.[1];
    return (Number.parseInt(flags ?? '0', 8) & 0o2000000) !== 0;
  } catch {
    // Closed since it was listed.
    return true;
  }
}
