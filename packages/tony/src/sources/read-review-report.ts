import { type Finding, MosaicError, type Severity, severities } from '@mosaic/contract';
import { inOrder } from './deepen-leaf.ts';
import type { DocumentReaders } from './document-readers.ts';
import {
  addDescription,
  addLine,
  type ForeignNode,
  type ForeignPlan,
  foreignNode,
} from './foreign-plan.ts';
import { countNode } from './item-nesting.ts';

const subtask = 4;

const features: Readonly<Record<Severity, string>> = {
  critical: 'Critical findings',
  high: 'High findings',
  medium: 'Medium findings',
  low: 'Low findings',
};
const categories: Readonly<Record<string, string>> = {
  SEC: 'Security',
  CQ: 'Code quality',
  TEST: 'Tests and coverage',
  QA: 'Tests and coverage',
  DEP: 'Dependencies',
  DOC: 'Documentation',
  PERF: 'Performance',
};

/**
 * Reads a review report as a plan: severities are features, done one after the other; categories
 * are stories; folders are tasks; each finding is a subtask with a test, the fix and its proof.
 */
export function readReviewReport(
  text: string,
  name: string,
  reader: NonNullable<DocumentReaders['report']>,
): ForeignPlan {
  const { findings, warnings } = reader(text, name);
  if (findings.length === 0) {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the report has no finding. Findings look like “### SEC-API-1: title” with a severity.',
    );
  }
  countNode(findings.length, 1);
  const epic = foreignNode('document', `Findings of ${name}`);
  for (const severity of severities) {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length > 0) epic.children.push(featureOf(severity, own));
  }
  const steps = epic.children.flatMap((feature) =>
    feature.children.flatMap((story) =>
      story.children.flatMap((task) => task.children.flatMap((each) => inOrder(each.children))),
    ),
  );
  return {
    title: epic.title,
    goal: `Fix ${findings.length} findings, the most severe first.`,
    roots: [epic],
    links: [...inOrder(epic.children), ...steps],
    notes: [...warnings],
  };
}

function featureOf(severity: Severity, findings: readonly Finding[]): ForeignNode {
  const feature = foreignNode(severity, features[severity]);
  feature.level = 1;
  feature.priority = severity;
  for (const [category, inCategory] of groupBy(findings, ({ id }) => id.split('-')[0] ?? id)) {
    const title = Object.hasOwn(categories, category) ? categories[category] : undefined;
    const story = foreignNode(`${severity}/${category}`, title ?? category);
    story.level = 2;
    addLine(story.acceptance, `No ${severity} finding of this kind is left.`);
    for (const [folder, inFolder] of groupBy(inCategory, folderOf)) {
      const task = foreignNode(`${severity}/${category}/${folder}`, `Findings in ${folder}`);
      task.level = 3;
      task.children = inFolder.map((finding) => findingNode(finding));
      story.children.push(task);
    }
    feature.children.push(story);
  }
  return feature;
}

function findingNode(finding: Finding): ForeignNode {
  const node = foreignNode(`finding ${finding.id}`, `${finding.id}: ${finding.title}`);
  const proof =
    finding.check === null
      ? `${finding.id} can no longer be shown.`
      : `\`${finding.check}\` ends with 0.`;
  node.level = subtask;
  node.priority = finding.severity;
  node.files = [...new Set(finding.files.map(({ path }) => path))].filter(isSafe).slice(0, 20);
  addDescription(node, finding.body);
  const step = (name: string, minutes: number, criterion: string): ForeignNode => {
    const atomic = foreignNode(`${node.key}/${name}`, `${finding.id}: ${name}`);
    atomic.isDerived = true;
    atomic.minutes = minutes;
    atomic.files = node.files;
    atomic.priority = finding.severity;
    addLine(atomic.criteria, criterion);
    return atomic;
  };
  const test = step('show it with a test', 20, `A test fails because of ${finding.id}.`);
  test.taskType = 'TEST_ADD';
  test.agentType = 'testing-agent';
  const fix = step('fix it', 30, proof);
  fix.taskType = finding.id.startsWith('SEC') ? 'SECURITY_FIX' : 'REFACTOR';
  fix.agentType = finding.id.startsWith('SEC') ? 'security-agent' : 'implementation-agent';
  node.children = [test, fix];
  return node;
}

function folderOf(finding: Finding): string {
  const path = finding.files[0]?.path ?? '';
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (path === '') return 'the whole repository';
  return folder === '' ? 'the root folder' : folder;
}

function isSafe(path: string): boolean {
  return path.length <= 400 && !path.startsWith('/') && !/\\|(?:^|\/)\.\.(?:\/|$)/.test(path);
}

function groupBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
