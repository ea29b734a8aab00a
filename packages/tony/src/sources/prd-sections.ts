/**
 * What a section of a requirements document holds: things to do, goals to measure them by, what
 * is left out on purpose, or words around them.
 */
export type PrdSection = 'work' | 'goals' | 'excluded' | 'words';

const sections: readonly (readonly [PrdSection, RegExp])[] = [
  [
    'excluded',
    /^(?:non-?goals?|out[- ]of[- ]scope|exclusions?|won['’]?t have|not in scope|future (?:work|considerations?))\b/,
  ],
  ['goals', /^(?:goals?|objectives?|success (?:metrics?|criteria)|key results?|kpis?|metrics)\b/],
  [
    'words',
    /^(?:(?:executive )?summary|overview|background|introduction|context|problem(?: statement)?|purpose|motivation|vision|stakeholders?|target (?:users?|audience)|audience|(?:user )?personas?|glossary|definitions?|appendix|appendices|references?|timeline|milestones?|schedule|roadmap|assumptions?|risks?(?: and mitigations?)?|constraints?|open questions?|questions?|revision history|change ?log|document history|team|approvals?|market|competit\w+|table of contents|contents|notes?)\s*(?:$|[:&/(,–—-]|and\b)/,
  ],
  [
    'work',
    /\b(?:requirements?|features?|stories|story|functionality|capabilities|scope|must have|should have|could have|epics?|use cases?|deliverables?|tasks?)\b/,
  ],
];

/** Whether a heading names no feature of its own, only that features or stories follow. */
export function isGroupHeading(heading: string): boolean {
  return /^(?:(?:functional|non-?functional|product|user|technical|core|key|detailed|business|system)\s+)*(?:requirements?|features?|user stories|stories|scope|epics?|functionality|capabilities|specifications?)$/i.test(
    heading.slice(0, 120),
  );
}

/** Reads the heading of a section; null where it tells nothing. */
export function sectionOf(heading: string): PrdSection | null {
  const words = heading
    .slice(0, 120)
    .toLowerCase()
    .replace(/^[^a-z]+/, '');
  return sections.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}
