import { launchFiles, sandboxFiles } from './launch-command.ts';
import { limits } from './limits.ts';
import type { ProcessRequest } from './process-request.ts';

/** Home directory inside a sandbox: empty, in memory, gone afterwards. */
export const sandboxHome = '/home/worker';

const systemDirectories = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  // Not their parents: beside the certificates lie private keys.
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/pki/ca-trust',
  '/etc/pki/tls/certs',
  '/etc/pki/tls/openssl.cnf',
  '/etc/ca-certificates',
  '/etc/ca-certificates.conf',
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
];

/**
 * What bubblewrap is told: nothing of the host is there unless it is named here.
 *
 * No network but a private loopback, no privilege, no terminal, no further name spaces; file
 * systems in memory have a size; everything dies with the process that started it.
 */
export function bubblewrapArguments(
  request: Pick<ProcessRequest, 'readable' | 'writable' | 'lent' | 'egress' | 'cwd' | 'limits'>,
  env: Readonly<Record<string, string>>,
): string[] {
  const size = String(Math.min(limits.memoryFilesBytesMax, request.limits.diskBytesMax));
  const memory = (path: string) => ['--size', size, '--tmpfs', path];
  return [
    ...['--unshare-user', '--disable-userns', '--unshare-ipc', '--unshare-pid', '--unshare-net'],
    ...['--unshare-uts', '--unshare-cgroup-try', '--hostname', 'sandbox'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...systemDirectories.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--ro-bind', launchFiles.hosts, '/etc/hosts'],
    ...['--proc', '/proc', '--ro-bind-try', '/dev/null', '/proc/keys', '--dev', '/dev'],
    ...memory('/dev/shm'),
    ...memory('/tmp'),
    ...memory(sandboxHome),
    ...lentPaths(request).flatMap(({ kind, from, to }) => [kind, from, to]),
    ...(request.egress ? egressFiles(request.egress.socketPath) : []),
    // The root itself is in memory too, and without a size.
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', request.cwd],
  ];
}

function lentPaths({
  readable,
  writable,
  lent,
}: Pick<ProcessRequest, 'readable' | 'writable' | 'lent'>) {
  const all = [
    ...readable.map((path) => ({ kind: '--ro-bind', from: path, to: path })),
    ...writable.map((path) => ({ kind: '--bind', from: path, to: path })),
    ...lent.map(({ from, to }) => ({ kind: '--ro-bind', from, to })),
  ];
  // Outer directories first, so that what lies inside them stays visible.
  const depth = (path: string) => path.split('/').length;
  return all
    .map((entry, index) => ({ ...entry, index }))
    .sort((a, b) => depth(a.to) - depth(b.to) || a.index - b.index);
}

function egressFiles(socketPath: string): string[] {
  return [
    ...['--ro-bind', launchFiles.node, sandboxFiles.node],
    ...['--ro-bind', launchFiles.forwarder, sandboxFiles.forwarder],
    ...['--ro-bind', socketPath, sandboxFiles.socket],
  ];
}
