import type { EvidenceArea } from '../plan/evidence-score.ts';

const words: readonly (readonly [EvidenceArea, RegExp])[] = [
  ['security', /secur|audit|secret|vuln|sast|licen[cs]e/],
  ['documentation', /doc|readme|changelog|spell|links?\b/],
  ['quality', /lint|format|style|quality|biome|eslint|prettier|knip|dead|complex/],
  ['tests', /test|spec|coverage|e2e|vitest|jest|pytest|bench/],
  ['build', /build|compile|type|tsc|bundle|package|check/],
];

/** What a gate speaks for, by its name; a gate of no known kind shows that it works. */
export function gateArea(gate: string): EvidenceArea {
  const name = gate.toLowerCase();
  return words.find(([, pattern]) => pattern.test(name))?.[0] ?? 'functional';
}
