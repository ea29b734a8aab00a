import { type PlanNode, planLevels } from '@mosaic/contract';
import type { PhaseFacts } from './phase-facts.ts';

/** Areas a project may have duties in, as the documents name them. */
const complianceAreas = [
  'security',
  'data_protection',
  'accessibility',
  'performance',
  'documentation',
  'testing',
  'deployment',
] as const;
export type ComplianceArea = (typeof complianceAreas)[number];

export interface ComplianceRequirement {
  readonly required: boolean;
  /** What in the repository or the goal asks for it. */
  readonly reasons: readonly string[];
  /** Nodes of the plan that take care of it. */
  readonly covered_by: readonly string[];
}

const words: Readonly<Record<ComplianceArea, RegExp>> = {
  security:
    /\b(?:secur\w*|auth\w*|permission\w*|csrf|xss|injection|secret\w*|encrypt\w*|vulnerab\w*|sanitiz\w*|validat\w*)\b/i,
  data_protection:
    /\b(?:gdpr|privacy|personal data|retention|backup\w*|anonymi\w*|pseudonym\w*|consent|erasure|encrypt\w*)\b/i,
  accessibility: /\b(?:accessib\w*|a11y|wcag|screen reader\w*|keyboard|contrast|aria)\b/i,
  performance: /\b(?:perform\w*|latency|load test\w*|throughput|cach\w+|benchmark\w*|p9[59])\b/i,
  documentation: /\b(?:document\w*|docs|readme|guide|changelog|openapi|reference)\b/i,
  testing: /\b(?:test\w*|coverage|spec|regression|e2e)\b/i,
  deployment: /\b(?:deploy\w*|release\w*|pipeline|ci|docker\w*|rollout|rollback|migrat\w*)\b/i,
};

/** Words that make an area a duty where they say more than those that show it is seen to. */
const wordsOfGoal: Partial<Record<ComplianceArea, RegExp>> = {
  data_protection:
    /\b(?:gdpr|privacy|personal|users?|customers?|patients?|accounts?|profiles?|e-?mails?)\b/i,
};

/** What a project owes in each area, and which nodes of the plan see to it. */
export function complianceRequirements(
  facts: PhaseFacts,
): Record<ComplianceArea, ComplianceRequirement> {
  const covered = coveredBy(facts);
  const of = (area: ComplianceArea): ComplianceRequirement => {
    const reasons = reasonsFor(area, facts);
    return { required: reasons.length > 0, reasons, covered_by: covered[area] };
  };
  return Object.fromEntries(complianceAreas.map((area) => [area, of(area)])) as Record<
    ComplianceArea,
    ComplianceRequirement
  >;
}

const nodesShown = 25;

function coveredBy({ index }: PhaseFacts): Record<ComplianceArea, string[]> {
  const found = Object.fromEntries(complianceAreas.map((area) => [area, [] as string[]])) as Record<
    ComplianceArea,
    string[]
  >;
  const atomic = planLevels.indexOf('atomic');
  for (const [at, node] of index.nodes.entries()) {
    // The highest node that says it stands for all below; an epic says too much, an atomic without
    // an agent of its own too little.
    if (index.level[at] === 0) continue;
    if (index.level[at] === atomic && node.agentType === null) continue;
    const text = textOf(node);
    for (const area of complianceAreas) {
      const list = found[area];
      const isCovered = words[area].test(text) || isAgentOf(area, node);
      const isBelowKnown = list.some((id) => isUnder(node.id, id));
      if (isCovered && !isBelowKnown && list.length < nodesShown) list.push(node.id);
    }
  }
  return found;
}

function isUnder(id: string, above: string): boolean {
  return id.slice(id.indexOf('.')).startsWith(`${above.slice(above.indexOf('.'))}.`);
}

function textOf({ title, tags, completionCriteria, acceptanceCriteria }: PlanNode): string {
  return [title, ...tags, ...completionCriteria, ...acceptanceCriteria].join(' ');
}

function isAgentOf(area: ComplianceArea, { agentType }: PlanNode): boolean {
  switch (area) {
    case 'security':
      return agentType === 'security-agent';
    case 'documentation':
      return agentType === 'documentation-agent';
    case 'testing':
      return agentType === 'testing-agent' || agentType === 'qa-agent';
    case 'deployment':
      return agentType === 'devops-agent';
    default:
      return false;
  }
}

function reasonsFor(area: ComplianceArea, { analysis, plan, index }: PhaseFacts): string[] {
  const reasons: string[] = [];
  const goal = `${plan.title} ${plan.goal}`;
  if ((wordsOfGoal[area] ?? words[area]).test(goal)) reasons.push('The goal asks for it.');
  const routes = analysis?.routes.length ?? 0;
  const kinds = new Set(analysis?.frameworks.map(({ kind }) => kind));
  if (area === 'security' && routes > 0)
    reasons.push(`HTTP routes that can be reached: ${routes}.`);
  if (area === 'data_protection' && kinds.has('data')) {
    reasons.push('The repository stores data.');
  }
  if (area === 'accessibility' && kinds.has('web')) {
    reasons.push('The repository has a user interface.');
  }
  if (area === 'performance' && routes > 0) reasons.push('Requests are served.');
  if (area === 'documentation' && (analysis?.documents.length ?? 0) > 0) {
    reasons.push(`Documents that have to stay true: ${analysis?.documents.length}.`);
  }
  if (area === 'testing' && (analysis?.tests.framework ?? null) !== null) {
    reasons.push(`The repository is tested with ${analysis?.tests.framework}.`);
  }
  if (area === 'testing' && index.nodes.length > 1) {
    reasons.push('Work counts as done by what was executed.');
  }
  for (const { system, path } of area === 'deployment' ? (analysis?.ci ?? []) : []) {
    reasons.push(`${system} runs ${path}.`);
  }
  return reasons;
}
