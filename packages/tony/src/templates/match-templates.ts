import { singular } from './goal-subjects.ts';
import type { PlanTemplate } from './template.ts';
import { templates } from './templates.ts';

export interface TemplateMatch {
  readonly template: PlanTemplate;
  /** How well the goal fits, from 0 to 1. */
  readonly score: number;
}

/** A phrase says more than a word, and the first keywords of a template more than the last. */
const phraseWeight = 3;
/** Score of the template that fits everything, so that it wins where nothing else fits. */
const fallbackScore = 0.1;

/**
 * All templates, the best match first.
 *
 * By the words of the goal alone, reduced to their stems: the same goal always gives the same
 * order. A word that several templates know counts less for each of them.
 */
export function matchTemplates(goal: string): TemplateMatch[] {
  const words = stems(goal.slice(0, 4_000));
  const text = ` ${words.join(' ')} `;
  const matches = templates.map((template) => ({ template, score: scoreOf(template, text) }));
  return matches.toSorted((a, b) => b.score - a.score);
}

function scoreOf(template: PlanTemplate, text: string): number {
  const { keywords } = template;
  let sum = 0;
  for (const [at, keyword] of keywords.entries()) {
    const wanted = stems(keyword);
    if (!text.includes(` ${wanted.join(' ')} `)) continue;
    const weight = wanted.length > 1 ? phraseWeight : 1;
    const early = 1 + (keywords.length - at) / keywords.length;
    sum += (weight * early) / (holders.get(wanted.join(' ')) ?? 1);
  }
  const score = Math.round((1_000 * sum) / (sum + 2)) / 1_000;
  return template.name === 'feature' ? Math.max(score, fallbackScore) : score;
}

/** Words in small letters without their usual endings. */
function stems(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
  return words.map((word) => stem(word));
}

function stem(word: string): string {
  const one = singular(word);
  const short = one.replace(/(?:ation|ating|ated|ate|ing|ed|ement|ment|er)$/, '');
  return short.length >= 3 ? short.replace(/(.)\1$/, '$1').replace(/e$/, '') : one;
}

/** How many templates know a keyword. */
const holders: ReadonlyMap<string, number> = countHolders();

function countHolders(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { keywords } of templates) {
    for (const own of new Set(keywords.map((keyword) => stems(keyword).join(' ')))) {
      counts.set(own, (counts.get(own) ?? 0) + 1);
    }
  }
  return counts;
}
