import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { type LayeredGraph, layeredLayout } from '../apps/web/src/graph/layered-layout.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

const sizes = [
  { nodes: 500, edges: 750 },
  { nodes: 2_000, edges: 3_000 },
  { nodes: 5_000, edges: 7_500, atMostMs: 100 },
] as const;
/** The peers are asked for the smallest graph only: they need minutes for the others. */
const peerSize = sizes[0];
const rounds = 9;
/** How long fetching the peers may take; without them the rows stand alone. */
const installMsMax = 60_000;

/**
 * How long the layered layout of the dashboard takes for the graph of a plan, beside elk and
 * dagre where npm can fetch them into a folder that is thrown away afterwards.
 */
export async function benchPlanLayout(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const graph = randomGraph(size.nodes, size.edges);
    for (let warmUp = 0; warmUp < 3; warmUp += 1) layeredLayout(graph);
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      samples.push(await timed(() => layeredLayout(graph)));
    }
    const ours = median(samples);
    const name = `${size.nodes} nodes, ${size.edges} edges`;
    const target = 'atMostMs' in size ? { target: { atMost: size.atMostMs } } : {};
    rows.push(row({ name, metric: 'layout, median', unit: 'ms', ours, ...target }));
    if (size !== peerSize) continue;
    for (const peer of await timePeers(graph)) {
      rows.push(row({ name, metric: 'layout, once', unit: 'ms', ours, peer }));
    }
  }
  return rows;
}

/** Acyclic, the same for the same size: every edge leads from a lower to a higher number. */
function randomGraph(count: number, edges: number): LayeredGraph {
  let seed = 1;
  const below = (limit: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  for (let edge = 0; edge < edges; edge += 1) {
    const later = 1 + below(count - 1);
    to[edge] = later;
    from[edge] = below(later);
  }
  return { count, from, to };
}

interface Peer {
  name: string;
  value: number;
}

async function timePeers(graph: LayeredGraph): Promise<Peer[]> {
  return withScratch(async (folder) => {
    try {
      await promisify(execFile)(
        'npm',
        ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...packages],
        { timeout: installMsMax },
      );
    } catch {
      process.stderr.write('npm could not fetch elk and dagre: measured without them.\n');
      return [];
    }
    const load = createRequire(`${folder}/any.js`);
    const peers: Peer[] = [];
    for (const [name, layOut] of [
      ['elk', elk],
      ['dagre', dagre],
    ] as const) {
      peers.push({ name, value: await timed(() => layOut(load, graph)) });
    }
    return peers;
  });
}

const packages = ['elkjs@0.12.1', '@dagrejs/dagre@3.1.3'];
const box = { width: 208, height: 64 };

async function elk(load: NodeJS.Require, { count, from, to }: LayeredGraph): Promise<void> {
  const Elk = load('elkjs');
  const children = Array.from({ length: count }, (_, node) => ({ id: `${node}`, ...box }));
  const edges = Array.from(from, (source, edge) => ({
    id: `e${edge}`,
    sources: [`${source}`],
    targets: [`${to[edge]}`],
  }));
  const layoutOptions = { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT' };
  await new Elk().layout({ id: 'plan', layoutOptions, children, edges });
}

function dagre(load: NodeJS.Require, { count, from, to }: LayeredGraph): void {
  const { Graph, layout } = readDagre(load('@dagrejs/dagre'));
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let node = 0; node < count; node += 1) graph.setNode(`${node}`, { ...box });
  from.forEach((source, edge) => {
    graph.setEdge(`${source}`, `${to[edge]}`);
  });
  layout(graph);
}

interface DagreGraph {
  setGraph(label: object): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string): void;
}

/** Its names stand at the top or below `graphlib`, depending on the version. */
function readDagre(module: Record<string, unknown>): {
  Graph: new () => DagreGraph;
  layout: (graph: DagreGraph) => void;
} {
  const { graphlib, layout } = module as {
    graphlib: { Graph: new () => DagreGraph };
    layout: (graph: DagreGraph) => void;
  };
  return { Graph: graphlib.Graph, layout };
}
