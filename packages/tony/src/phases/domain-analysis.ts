import type { RepositoryAnalysis } from '@mosaic/contract';
import { leavesOf, nodesAt, type PhaseFacts } from './phase-facts.ts';

const listed = 20;

/** The contents of `domain-analysis.json`: what is there, and what is asked for. */
export function domainAnalysis(facts: PhaseFacts) {
  const { analysis, analysisNote, plan, index, planning } = facts;
  return {
    project_name: planning.projectName,
    project_type: projectType(analysis),
    technology_stack: technologyStack(analysis),
    existing_structure: existingStructure(analysis, analysisNote),
    requirements: {
      goal: plan.goal,
      source: plan.source,
      stories: nodesAt(index, 2).map(({ node }) => ({
        id: node.id,
        title: node.title,
        acceptance_criteria: node.acceptanceCriteria,
      })),
    },
    complexity_assessment: complexity(facts),
    business_domain: { title: plan.title, terms: commonTerms(facts) },
    stakeholders: stakeholders(facts),
    constraints: constraints(facts),
  };
}

/** What kind of thing the repository is, by where running it begins; null when it cannot be told. */
function projectType(analysis: RepositoryAnalysis | null): string | null {
  if (analysis === null) return null;
  const kinds = new Set(analysis.frameworks.map(({ kind }) => kind));
  const starts = new Set(analysis.entryPoints.map(({ kind }) => kind));
  const hasServer = kinds.has('http') || starts.has('server') || analysis.routes.length > 0;
  if (hasServer && (kinds.has('web') || starts.has('web'))) return 'full-stack application';
  if (hasServer) return 'service';
  if (kinds.has('web') || starts.has('web')) return 'web application';
  if (starts.has('cli')) return 'command line tool';
  if (starts.has('library')) return 'library';
  if (analysis.packages.length > 0) return 'application';
  const isText = analysis.languages.every(({ name }) => /markdown|text/i.test(name));
  return isText ? 'documents' : 'application';
}

function technologyStack(analysis: RepositoryAnalysis | null): string[] {
  if (analysis === null) return [];
  return [
    ...new Set([
      ...analysis.languages.slice(0, listed).map(({ name }) => name),
      ...analysis.frameworks.map(({ name }) => name),
      ...analysis.packages.map(({ manager }) => manager),
      ...(analysis.tests.framework === null ? [] : [analysis.tests.framework]),
      ...analysis.ci.map(({ system }) => system),
    ]),
  ];
}

function existingStructure(analysis: RepositoryAnalysis | null, note: string | null) {
  if (analysis === null) {
    return { directories: [], key_files: [], test_structure: null, documentation: [], note };
  }
  const { entryPoints, hubs, hotSpots, packages, tests, documents } = analysis;
  const seen = [
    ...entryPoints.map(({ path }) => path),
    ...hubs.map(({ path }) => path),
    ...hotSpots.map(({ path }) => path),
    ...tests.files,
    ...documents,
    ...analysis.imports.map(({ from }) => from),
  ];
  return {
    commit: analysis.commit,
    files: analysis.files,
    lines: analysis.lines,
    directories: foldersOf(seen),
    key_files: [
      ...new Set([
        ...entryPoints.map(({ path }) => path),
        ...hubs.slice(0, listed).map(({ path }) => path),
      ]),
    ].slice(0, 2 * listed),
    packages: packages.map(({ name, path }) => ({ name, path })),
    test_structure: {
      framework: tests.framework,
      command: tests.command,
      files: tests.files.length,
      covered_percent: tests.coveredPercent,
    },
    documentation: documents.slice(0, listed),
  };
}

function foldersOf(paths: readonly string[]): string[] {
  const folders = paths
    .filter((path) => path.includes('/'))
    .map((path) => path.split('/').slice(0, 2))
    .map((parts) => (parts.length === 2 && parts[1]?.includes('.') ? parts.slice(0, 1) : parts))
    .map((parts) => parts.join('/'));
  return [...new Set(folders)].toSorted().slice(0, 5 * listed);
}

/** From 0 to 100, with what it comes from; of the levels, each holds a quarter. */
function complexity({ index, analysis, schedule }: PhaseFacts) {
  const leaves = leavesOf(index);
  const risky = leaves.filter(({ risk }) => risk === 'high').length;
  const chained =
    schedule === null || schedule.workMinutes === 0
      ? 0
      : schedule.criticalMinutes / schedule.workMinutes;
  const factors = [
    { name: 'atomics', value: leaves.length, points: share(leaves.length, 200, 30) },
    {
      name: 'dependencies per atomic',
      value: Math.round((100 * index.document.edges.length) / Math.max(1, leaves.length)) / 100,
      points: share(index.document.edges.length / Math.max(1, leaves.length), 2, 20),
    },
    {
      name: 'atomics of high risk',
      value: risky,
      points: share(risky / Math.max(1, leaves.length), 0.3, 20),
    },
    {
      name: 'share of work on the critical path',
      value: Math.round(100 * chained) / 100,
      points: share(chained, 1, 10),
    },
    {
      name: 'lines of the repository',
      value: analysis?.lines ?? null,
      points: share(analysis?.lines ?? 0, 100_000, 15),
    },
    {
      name: 'import cycles',
      value: analysis?.cycles.length ?? null,
      points: share(analysis?.cycles.length ?? 0, 5, 5),
    },
  ];
  const score = Math.round(factors.reduce((sum, { points }) => sum + points, 0));
  const levels = ['simple', 'moderate', 'complex', 'architectural'] as const;
  return { level: levels[Math.min(3, Math.floor(score / 25))], score, factors };
}

function share(value: number, full: number, points: number): number {
  return Math.round(10 * points * Math.min(1, value / full)) / 10;
}

const common = new Set(
  'with from that this then when what which into onto have been will shall must each every their there other the and for are not can new add make task test tests work'.split(
    ' ',
  ),
);

/** The words that titles use most: the language of the domain. */
function commonTerms({ index }: PhaseFacts): string[] {
  const counts = new Map<string, number>();
  for (const { title } of index.nodes) {
    for (const word of new Set(title.toLowerCase().match(/\p{L}{4,30}/gu) ?? [])) {
      if (!common.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, listed)
    .map(([word]) => word);
}

function stakeholders({ analysis, index }: PhaseFacts) {
  const owners = new Map<string, string[]>();
  for (const { name, path } of analysis?.owners ?? []) {
    owners.set(name, [...(owners.get(name) ?? []), path]);
  }
  const agents = new Set(index.nodes.flatMap(({ agentType }) => agentType ?? []));
  return {
    owners: [...owners]
      .slice(0, listed)
      .map(([name, paths]) => ({ name, paths: paths.slice(0, listed) })),
    agents: [...agents].toSorted(),
  };
}

function constraints({ index, planning }: PhaseFacts) {
  const { resources, externals } = index.document;
  return {
    methodology: planning.methodology,
    resources: resources.map(({ name, capacity, lockId }) => ({ name, capacity, lock: lockId })),
    other_plans: externals.map(({ nodeId, planId, otherId }) => ({
      node: nodeId,
      waits_for: otherId ?? planId,
    })),
  };
}
