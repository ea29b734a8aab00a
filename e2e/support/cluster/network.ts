import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a node is connected to by a cable of its own, which can be pulled. */
const cables = ['store', 'bus', 'clients'] as const;
export type Cable = (typeof cables)[number];

/** A host of its own for each node, with three cables to the machine the test runs on. */
export interface Network {
  /** Puts a command line onto the host of a node. */
  onHost(node: number, argv: readonly string[]): string[];
  /** This machine as the node sees it at the end of that cable. */
  outside(node: number, cable: Cable): string;
  /** The node as this machine sees it. */
  inside(node: number): string;
  cut(node: number, cable: Cable): void;
  mend(node: number, cable: Cable): void;
  destroy(): void;
}

/** True where hosts can be made: as root, with `ip`, in a kernel that allows it. */
export function canMakeHosts(): boolean {
  const program = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'].some((path) => existsSync(path));
  if (process.getuid?.() !== 0 || !program) return false;
  const name = `mosaic-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Hosts in network namespaces. A pulled cable is a link that is down: packets vanish without
 * a word, as with a switch that lost power, and connections hang.
 */
export function createHosts(nodes: number): Network {
  // Other runs on this machine have hosts of their own.
  const own = process.pid % 200;
  const host = (node: number) => `mosaic-${process.pid}-${node}`;
  const link = (node: number, cable: Cable) => `m${process.pid}${cable[0]}${node}`;
  const address = (node: number, cable: Cable, end: 1 | 2) =>
    `10.${20 + own}.${10 * node + cables.indexOf(cable)}.${end}`;
  const destroy = () => {
    for (let node = 0; node < nodes; node += 1) {
      for (const cable of cables) quietly('link', 'del', link(node, cable));
      quietly('netns', 'del', host(node));
    }
  };
  try {
    for (let node = 0; node < nodes; node += 1) {
      ip('netns', 'add', host(node));
      ip('-n', host(node), 'link', 'set', 'lo', 'up');
      for (const cable of cables) {
        const [outer, inner] = [link(node, cable), `to-${cable}`];
        ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', host(node));
        ip('addr', 'add', `${address(node, cable, 1)}/30`, 'dev', outer);
        ip('-n', host(node), 'addr', 'add', `${address(node, cable, 2)}/30`, 'dev', inner);
        ip('link', 'set', outer, 'up');
        ip('-n', host(node), 'link', 'set', inner, 'up');
      }
    }
  } catch (error) {
    destroy();
    throw error;
  }
  return {
    onHost: (node, argv) => ['ip', 'netns', 'exec', host(node), ...argv],
    outside: (node, cable) => address(node, cable, 1),
    inside: (node) => address(node, 'clients', 2),
    cut: (node, cable) => ip('link', 'set', link(node, cable), 'down'),
    mend: (node, cable) => ip('link', 'set', link(node, cable), 'up'),
    destroy,
  };
}

/** All on one host, whose cables cannot be pulled; for machines that allow no more. */
export function createLoopback(): Network {
  const refuse = () => {
    throw new Error('There are no cables on this machine');
  };
  return {
    onHost: (_node, argv) => [...argv],
    outside: () => '127.0.0.1',
    inside: () => '127.0.0.1',
    cut: refuse,
    mend: refuse,
    destroy: () => undefined,
  };
}

function ip(...argv: string[]): void {
  execFileSync('ip', argv, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function quietly(...argv: string[]): void {
  try {
    ip(...argv);
  } catch {
    // It was not there.
  }
}
