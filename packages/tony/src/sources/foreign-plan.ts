import type { PlanAgentType, PlanEdge, PlanPriority, TaskType } from '@mosaic/contract';
import { limits } from '@mosaic/contract';
import { plainLine } from './plain-line.ts';

/** Something to do as a foreign document has it: a place in its tree, not yet one of six levels. */
export interface ForeignNode {
  /** Name by which links find it; unique in the document. */
  key: string;
  title: string;
  /** 0 epic … 5 atomic where the document says so; null where its depth decides. */
  level: number | null;
  description: string;
  /** Of the node with all below it; null when the document says nothing. */
  minutes: number | null;
  tokens: number | null;
  priority: PlanPriority | null;
  taskType: TaskType | null;
  agentType: PlanAgentType | null;
  /** How one can tell that it is done. */
  criteria: string[];
  /** What users can do then. */
  acceptance: string[];
  files: string[];
  risk: 'low' | 'medium' | 'high';
  tags: string[];
  isDone: boolean;
  /** Made by our rules rather than named by the document. */
  isDerived: boolean;
  children: ForeignNode[];
}

/** A dependency between nodes named by their keys. */
export interface ForeignLink {
  from: string;
  to: string;
  kind: PlanEdge['kind'];
  when?: PlanEdge['when'];
}

export interface ForeignPlan {
  title: string;
  goal: string;
  /** Number of the first epic in the document; left out where it has none. */
  epicNumber?: number;
  /** Uppermost nodes. Where they are not epics, one is put above them. */
  roots: ForeignNode[];
  links: ForeignLink[];
  /** What was left out or decided, for people. */
  notes: string[];
}

/** A node with nothing but a title; what the document says further is added by its reader. */
export function foreignNode(key: string, title: string): ForeignNode {
  return {
    key,
    title: plainLine(title) || 'Untitled',
    level: null,
    description: '',
    minutes: null,
    tokens: null,
    priority: null,
    taskType: null,
    agentType: null,
    criteria: [],
    acceptance: [],
    files: [],
    risk: 'low',
    tags: [],
    isDone: false,
    isDerived: false,
    children: [],
  };
}

/** Adds a line of foreign text to a list that has a limit; empty and repeated lines are left out. */
export function addLine(lines: string[], text: string): void {
  const line = plainLine(text);
  if (line === '' || lines.length >= limits.planLinesMax || lines.includes(line)) return;
  lines.push(line);
}

/** Adds a sentence or a line to the description, up to its limit. */
export function addDescription(node: ForeignNode, text: string): void {
  const room = limits.planTextCharsMax - node.description.length - 1;
  const line = text.trim().slice(0, Math.max(0, room)).toWellFormed();
  if (line === '') return;
  node.description = node.description === '' ? line : `${node.description}\n${line}`;
}
