import type { PlanEdge } from '@mosaic/contract';
import { kindOf, languageOf } from '../../analysis/classify-path.ts';
import { isScript } from '../../analysis/import-graph.ts';
import { knownFiles } from '../../analysis/known-files.ts';
import { isTestPath, subjectOf } from '../../analysis/test-path.ts';
import { type AtomicFacts, atomicFacts, codeFilesOf, isMigration } from '../atomic-facts.ts';
import { gapLimits } from '../gap-limits.ts';
import type { GapContext } from '../gap-rule.ts';
import type { Ordering } from '../ordering.ts';
import { sequentialEdge } from '../ordering.ts';

/** Edges that a plan lacks, for one reason. */
export interface MissingEdges {
  readonly reason: string;
  readonly edges: PlanEdge[];
}

/** Finds edges only; they lead forwards in the order given, so that no circle comes of them. */
export interface EdgeRule {
  readonly name: string;
  readonly find: (ordering: Ordering, context: GapContext) => Iterable<MissingEdges>;
}

interface PlacedAtomic extends AtomicFacts {
  readonly at: number;
}

/** All atomics, each after those that come before it. */
function atomicsInOrder({ index, rankOf }: Ordering): PlacedAtomic[] {
  return index.nodes
    .flatMap((node, at) => (index.level[at] === 5 ? [{ ...atomicFacts(node), at }] : []))
    .toSorted((a, b) => rankOf(a.at) - rankOf(b.at));
}

/** A file that is not there yet is changed by atomics that do not wait for the one that makes it. */
function* fileBeforeUse(ordering: Ordering, { analysis }: GapContext): Generator<MissingEdges> {
  const there = knownFiles(analysis);
  const isNew = (file: string, maker: AtomicFacts) => {
    if (there.has(file) || /[*?[\]{}]/.test(file)) return false;
    if (/\b(?:create|add|new|introduce|scaffold|write)\b/.test(maker.words)) return true;
    // Of other files an analysis does not name all that are there.
    const language = languageOf(file);
    const isTold = isScript(language) || language === 'Python' || kindOf(file) === 'document';
    return analysis !== null && isTold;
  };
  const users = new Map<string, PlacedAtomic[]>();
  for (const own of atomicsInOrder(ordering)) {
    for (const file of new Set(own.node.files)) users.set(file, [...(users.get(file) ?? []), own]);
  }
  for (const [file, [maker, ...others]] of users) {
    if (maker === undefined || !isNew(file, maker)) continue;
    const edges = others
      .filter(({ at }) => ordering.isMissing(maker.at, at))
      .slice(0, gapLimits.edgesOfGapMax)
      .map(({ at }) => sequentialEdge(ordering.index, maker.at, at));
    if (edges.length === 0) continue;
    const named = edges.slice(0, 5).map(({ to }) => to);
    yield {
      reason: `${maker.node.id} makes ${file}, and ${named.join(', ')} ${edges.length === 1 ? 'changes' : 'change'} it without waiting for that.`,
      edges,
    };
  }
}

/** A test and the code it is about may be written in either order, but not past each other. */
function* codeBeforeTest(ordering: Ordering): Generator<MissingEdges> {
  const atomics = atomicsInOrder(ordering);
  const code = new Map<string, PlacedAtomic[]>();
  for (const own of atomics) {
    for (const subject of new Set(own.isCode ? codeFilesOf(own).map(subjectOf) : [])) {
      code.set(subject, [...(code.get(subject) ?? []), own]);
    }
  }
  for (const test of atomics) {
    if (!test.isTest) continue;
    const subjects = new Set(test.node.files.filter(isTestPath).map(subjectOf));
    const about = [...new Set([...subjects].flatMap((subject) => code.get(subject) ?? []))];
    const { parent } = ordering.index;
    const taskOf = (at: number) => parent[parent[at] ?? 0] ?? 0;
    const storyOf = (at: number) => parent[taskOf(at)] ?? 0;
    // A task with both orders them itself; other stories change the file for reasons of their own.
    if (about.some(({ at }) => taskOf(at) === taskOf(test.at))) continue;
    const own = about.filter(({ at }) => storyOf(at) === storyOf(test.at));
    const edges = own
      .filter(({ at }) => ordering.isMissing(at, test.at))
      .slice(0, gapLimits.edgesOfGapMax)
      .map(({ at }) => sequentialEdge(ordering.index, at, test.at));
    if (edges.length === 0) continue;
    yield {
      reason: `${test.node.id} tests what ${edges
        .map(({ from }) => from)
        .slice(0, 5)
        .join(', ')} changes, and nothing says which comes first.`,
      edges,
    };
  }
}

const storeFile = /(?:store|repositor|model|entit|dao|quer|schema)/i;

/** Code that uses tables does not wait for the migration that makes them. */
function* migrationBeforeUse(ordering: Ordering): Generator<MissingEdges> {
  const { index } = ordering;
  const featureOf = (at: number) => {
    let above = at;
    while (above >= 0 && index.level[above] !== 1) above = index.parent[above] ?? -1;
    return above;
  };
  const atomics = atomicsInOrder(ordering).filter(({ isCode }) => isCode);
  for (const migration of atomics.filter(isMigration)) {
    const users = atomics.filter(
      (own) =>
        featureOf(own.at) === featureOf(migration.at) &&
        !isMigration(own) &&
        codeFilesOf(own).some((file) => storeFile.test(file.split('/').at(-1) ?? '')),
    );
    const edges = users
      .filter(({ at }) => ordering.isMissing(migration.at, at))
      .slice(0, gapLimits.edgesOfGapMax)
      .map(({ at }) => sequentialEdge(index, migration.at, at));
    if (edges.length === 0) continue;
    yield {
      reason: `${migration.node.id} changes the tables that ${edges
        .map(({ to }) => to)
        .slice(0, 5)
        .join(', ')} ${edges.length === 1 ? 'uses' : 'use'}, which do not wait for it.`,
      edges,
    };
  }
}

export const dependencyRules: readonly EdgeRule[] = [
  { name: 'file-before-use', find: fileBeforeUse },
  { name: 'migration-before-use', find: migrationBeforeUse },
  { name: 'code-before-test', find: codeBeforeTest },
];
