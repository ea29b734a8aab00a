import type { Persona, PlanAgentType } from '@mosaic/contract';

/** How well a persona suits a task. */
export interface PersonaMatch {
  readonly persona: Persona;
  /** From 0 to 1. */
  readonly score: number;
  /** Words of the task that spoke for it. */
  readonly matched: readonly string[];
}

/** What a word found in a field counts. */
const weights = { keyword: 3, technology: 2, expertise: 1, avoid: -4 };

/**
 * Personas whose words occur in a task, best first; equal ones in the order of their ids, so that the
 * same task always gets the same one.
 */
export function selectPersonas(task: string, personas: readonly Persona[]): PersonaMatch[] {
  const words = new Set(wordsOf(task));
  const rated = personas.map((persona) => rate(persona, words));
  return rated
    .filter(({ score }) => score > 0)
    .toSorted(
      (left, right) => right.score - left.score || (left.persona.id < right.persona.id ? -1 : 1),
    );
}

function rate(persona: Persona, words: ReadonlySet<string>): PersonaMatch {
  const { task_affinities: tasks, expertise } = persona;
  const worth = new Map<string, number>();
  const add = (texts: readonly string[], weight: number) => {
    for (const word of texts.flatMap(wordsOf)) {
      if (words.has(word)) worth.set(word, weightOf(worth.get(word), weight));
    }
  };
  add([...expertise.primary, ...tasks.primary_tasks], weights.expertise);
  add(expertise.technologies, weights.technology);
  add(tasks.task_keywords, weights.keyword);
  const unwanted = tasks.avoid_tasks.filter((text) => isSaid(text, words)).length;
  const sum = [...worth.values()].reduce((total, each) => total + each, 0);
  const rated = Math.max(0, sum + unwanted * weights.avoid);
  return {
    persona,
    score: rated / (rated + weights.keyword),
    matched: [...worth.keys()].toSorted(),
  };
}

/** A word found in several fields counts once, for the strongest. */
function weightOf(known: number | undefined, weight: number): number {
  return Math.max(known ?? 0, weight);
}

function isSaid(text: string, words: ReadonlySet<string>): boolean {
  const needed = wordsOf(text);
  return needed.length > 0 && needed.every((word) => words.has(word));
}

/** Words that say nothing about the work. */
const fillers = new Set(
  'a an and any are as at be by for from in into is it its new of on or that the this to with work'.split(
    ' ',
  ),
);

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) =>
      word.length > 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word,
    )
    .filter((word) => word.length > 1 && !fillers.has(word));
}

/** The kind of agent a persona is, by its domain. */
export function agentTypeOf(persona: Persona): PlanAgentType {
  return typeByDomain[persona.identity.domain];
}

const typeByDomain: Readonly<Record<Persona['identity']['domain'], PlanAgentType>> = {
  CEO: 'tech-lead-tony',
  CTO: 'tech-lead-tony',
  CPO: 'tech-lead-tony',
  TL: 'tech-lead-tony',
  PM: 'tech-lead-tony',
  EM: 'tech-lead-tony',
  BE: 'backend-agent',
  FE: 'frontend-agent',
  FS: 'implementation-agent',
  ML: 'implementation-agent',
  QA: 'qa-agent',
  TEST: 'testing-agent',
  PERF: 'implementation-agent',
  SEC: 'security-agent',
  AUDIT: 'security-agent',
  DEVOPS: 'devops-agent',
  SRE: 'monitoring-agent',
  DB: 'database-agent',
  DE: 'database-agent',
  DOC: 'documentation-agent',
  UX: 'frontend-agent',
};
