import { limits, PlanAgentType, type PlanEstimate, TaskType } from '@mosaic/contract';
import { levelNumber, parentIdOf } from '../node-id.ts';
import { readCodeList } from './code-list.ts';
import { edgeLabels } from './edge-text.ts';
import { unescapeText } from './escape-text.ts';
import { readEstimate } from './estimate-text.ts';

/** A node while its lines are read; checked against the contract at the end. */
export interface DraftNode {
  readonly id: string;
  parentId: string | null;
  readonly title: string;
  readonly estimate: PlanEstimate | null;
  readonly description: string[];
  readonly completionCriteria: string[];
  readonly acceptanceCriteria: string[];
  files: string[];
  tags: string[];
  uses: { name: string; units: number }[];
  agentType?: string;
  taskType?: string;
  priority?: string;
  risk?: string;
}

/** No title and estimate are longer; regular expressions look at nothing longer either. */
const lineCharsMax = 4 * limits.planLineCharsMax;

/** A heading or list item that begins with an id; null for another line, a text for a wrong one. */
export function readNodeHead(line: string): DraftNode | string | null {
  const heading = /^(#{2,6}|- \[[ xX]\]) (\S+)(?: (.*))?$/.exec(line);
  if (heading === null) return null;
  const [, sign = '', id = '', rest = ''] = heading;
  const level = levelNumber(id);
  if (level < 0) return `"${id}" is no plan id. Ids look like E.001 or F.001.02.`;
  if (sign.startsWith('#') !== level < 5) {
    return level < 5
      ? `${id} is no atomic: write it as a heading.`
      : `${id} is an atomic: write it as "- [ ] ${id} …".`;
  }
  if (rest.length > lineCharsMax) return `The title of ${id} is too long.`;
  const suffix = /^(.*?)(?:^| )\[([^[\]\\]* min[^[\]\\]*)\]$/.exec(rest);
  const estimate = suffix === null ? null : readEstimate(suffix[2] ?? '');
  if (suffix !== null && estimate === null) {
    return `"[${suffix[2]}]" is no estimate. Write "[20 min]" or "[20 min, 10 to 30, 8000 tokens]".`;
  }
  return {
    id,
    parentId: parentIdOf(id),
    title: unescapeText(suffix === null ? rest : (suffix[1] ?? '')),
    estimate,
    description: [],
    completionCriteria: [],
    acceptanceCriteria: [],
    files: [],
    tags: [],
    uses: [],
  };
}

/** A list item below a node. Gives what is wrong with it, or null. */
export function readFact(node: DraftNode, line: string, edges: unknown[]): string | null {
  const item = /^\s*[-*] (.*)$/.exec(line)?.[1];
  if (item === undefined) return `Below ${node.id} stand quotes and list items only.`;
  const labelled = /^([A-Z][a-z]+(?: [a-z]+){0,2}): (.*)$/.exec(item);
  const [, label = '', value = ''] = labelled ?? [];
  const edge = edgeLabels.get(label);
  if (edge !== undefined) {
    for (const from of value.split(',')) edges.push({ from: from.trim(), to: node.id, ...edge });
    return null;
  }
  if (label === 'Done when') {
    node.completionCriteria.push(unescapeText(value));
    return null;
  }
  if (label === 'Accepted when') {
    node.acceptanceCriteria.push(unescapeText(value));
    return null;
  }
  if (label === 'Parent') {
    node.parentId = value === 'none' ? null : value;
    return null;
  }
  if (label === 'Files' || label === 'Tags' || label === 'Uses')
    return readNames(node, label, value);
  return readShortFacts(node, item);
}

function readNames(
  node: DraftNode,
  label: 'Files' | 'Tags' | 'Uses',
  value: string,
): string | null {
  const items = readCodeList(value);
  if (items === null) return `${label} stand in backticks with commas between them.`;
  const names = items.map(({ name }) => name);
  if (label === 'Files') node.files = names;
  else if (label === 'Tags') node.tags = names;
  else node.uses = items.map(({ name, units }) => ({ name, units: units ?? 1 }));
  return null;
}

/** Such as `backend-agent · TEST_ADD · high priority`. */
function readShortFacts(node: DraftNode, item: string): string | null {
  for (const fact of item.split(' · ')) {
    const [, degree, quality] = /^(critical|high|medium|low) (priority|risk)$/.exec(fact) ?? [];
    if (degree !== undefined && quality === 'priority') node.priority = degree;
    else if (degree !== undefined) node.risk = degree;
    else if (PlanAgentType.safeParse(fact).success) node.agentType = fact;
    else if (TaskType.safeParse(fact).success) node.taskType = fact;
    else
      return `"${fact}" is not known. Begin with Files, Uses, Tags, Done when, Accepted when, ${[...edgeLabels.keys()].join(', ')}, or name an agent, a type, a priority or a risk.`;
  }
  return null;
}
