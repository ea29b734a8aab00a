import { limits, type PlanFinding, type PlanLevel, visibleText } from '@mosaic/contract';
import { ancestorsOf } from '../plan/node-id.ts';
import type { ProposedEdge, ProposedNode } from '../propose/propose.ts';
import { plainLine } from '../sources/plain-line.ts';
import type { Answer, AnsweredNode } from './answer-schema.ts';

export interface AnswerProposal {
  nodes: ProposedNode[];
  edges: ProposedEdge[];
  /** What the model said of its own levels that is not so. */
  findings: PlanFinding[];
}

/**
 * Makes a proposal of an answer. Its text is foreign: control characters go, lines are cut to their
 * limits, and nothing in it is followed. `levels` are those asked for, from the top.
 */
export function answerToProposal(
  answer: Answer,
  levels: readonly PlanLevel[],
  parentId: string | null,
): AnswerProposal {
  const findings: PlanFinding[] = [];
  const path = parentId === null ? [] : [...ancestorsOf(parentId), parentId];
  const nodes = answer.nodes.map((node, at) =>
    proposed(node, levels, `#${at + 1}`, path, findings),
  );
  const edges = answer.edges.map((edge) => ({
    from: plainLine(edge.from, 60),
    to: plainLine(edge.to, 60),
    kind: edge.kind ?? 'sequential',
    ...(edge.when == null ? {} : { when: edge.when }),
  }));
  return { nodes, edges, findings };
}

function proposed(
  node: AnsweredNode,
  [level, ...below]: readonly PlanLevel[],
  reference: string,
  path: string[],
  findings: PlanFinding[],
): ProposedNode {
  const said = node.level?.trim().toLowerCase() ?? '';
  const title = plainLine(node.title) || 'Untitled';
  if (level !== undefined && said !== '' && said !== level) {
    findings.push({
      code: 'id_level_mismatch',
      severity: 'error',
      path,
      message: `${reference} “${plainLine(title, 60)}” is called ${plainLine(said, 40)}, but its place in the plan makes it ${level}. Give nodes of the level asked for.`,
    });
  }
  const lines = (texts: readonly string[] | null | undefined, charsMax?: number) =>
    [...new Set((texts ?? []).map((each) => plainLine(each, charsMax)))]
      .filter((each) => each !== '')
      .slice(0, limits.planLinesMax);
  const children = node.children ?? [];
  return {
    title,
    description: visibleText(node.description ?? '')
      .slice(0, limits.planTextCharsMax)
      .toWellFormed(),
    estimate:
      node.minutes == null
        ? null
        : { minutes: node.minutes, tokens: node.tokens == null ? null : Math.round(node.tokens) },
    taskType: node.taskType ?? null,
    agentType: node.agentType ?? null,
    priority: node.priority ?? 'medium',
    completionCriteria: lines(node.completionCriteria),
    acceptanceCriteria: lines(node.acceptanceCriteria),
    files: lines(node.files, 400),
    uses: [],
    risk: node.risk ?? 'low',
    tags: [],
    ...(children.length === 0
      ? {}
      : {
          children: children.map((child, at) =>
            proposed(child, below, `${reference}.${at + 1}`, path, findings),
          ),
        }),
  };
}
