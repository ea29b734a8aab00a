import { nothing } from './scheduler.ts';
import type { Fault } from './script.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Has every fault of the script happen at its time, and all of them end when calm is due. */
export function injectFaults(world: World, nodes: readonly SimulatedNode[]): void {
  const { scheduler, script, story } = world;
  for (const fault of script.faults) {
    scheduler.after(fault.at, `fault ${fault.kind}`, () => {
      story.tell(() => `FAULT ${describeFault(fault)}`);
      strike(world, nodes, fault);
    });
  }
  scheduler.after(script.calmAtMs, 'calm', () => {
    story.tell(() => 'from here on nothing goes wrong any more');
    world.isCalm = true;
    world.trouble.slowCommitMs = null;
    for (const set of [world.trouble.noBus, world.trouble.noClients, world.trouble.noStore])
      set.clear();
    for (const node of nodes) {
      node.correctClock();
      node.process.resume();
      if (!node.process.isUp()) node.start();
    }
  });
}

function strike(world: World, nodes: readonly SimulatedNode[], fault: Fault): void {
  if (fault.kind === 'slow-disk') {
    world.trouble.slowCommitMs = fault.commitMs;
    later(world, fault.forMs, () => {
      world.trouble.slowCommitMs = null;
    });
    return;
  }
  const node = nodes[fault.node];
  if (node) strikeNode(world, node, fault);
}

function strikeNode(world: World, node: SimulatedNode, fault: NodeFault): void {
  const { trouble } = world;
  const strikes: Record<NodeFault['kind'], () => void> = {
    crash() {
      if (!node.process.isUp()) return;
      node.crash();
      later(world, lasting(fault), () => {
        if (!node.process.isUp()) node.start();
      });
    },
    pause() {
      node.process.stop();
      later(world, lasting(fault), node.process.resume);
    },
    'cut-clients': () => cut(world, trouble.noClients, node.name, lasting(fault)),
    'cut-store': () => cut(world, trouble.noStore, node.name, lasting(fault)),
    'cut-bus': () => cut(world, trouble.noBus, node.name, lasting(fault)),
    'kill-connection': node.killConnection,
    'clock-jump': () => node.jumpClock('byMs' in fault ? fault.byMs : 0),
  };
  strikes[fault.kind]();
}

type NodeFault = Exclude<Fault, { kind: 'slow-disk' }>;

function lasting(fault: Fault): number {
  return 'forMs' in fault ? fault.forMs : 0;
}

function cut(world: World, names: Set<string>, name: string, forMs: number): void {
  names.add(name);
  later(world, forMs, () => names.delete(name));
}

/** The end of a fault; in calm times it is over already. */
function later(world: World, forMs: number, end: () => void): void {
  world.scheduler.after(forMs, 'fault ends', () => {
    if (world.isCalm) return nothing;
    return end();
  });
}

/** One fault, as the story of a failure names it. */
export function describeFault(fault: Fault): string {
  const { kind, at: _at, ...rest } = fault;
  return `${kind} ${JSON.stringify(rest)}`;
}
