import type { Severity } from '@mosaic/contract';

const words: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  crit: 'critical',
  blocker: 'critical',
  p0: 'critical',
  high: 'high',
  major: 'high',
  p1: 'high',
  medium: 'medium',
  med: 'medium',
  moderate: 'medium',
  p2: 'medium',
  low: 'low',
  minor: 'low',
  info: 'low',
  informational: 'low',
  trivial: 'low',
  p3: 'low',
  p4: 'low',
};

/** Words beside the severity in the heading of a section or the value of a label. */
const companions = new Set(
  'severity priority level risk impact finding findings issue issues problem problems vulnerability vulnerabilities item items bug bugs defects and to fix'.split(
    ' ',
  ),
);

/** Reads a severity at the start of a text: "High (CVSS 8.1)", "🔴 CRITICAL", "P1 - Major". */
export function leadingSeverity(text: string): Severity | null {
  const first = /^[^\p{L}\p{N}]*([\p{L}\p{N}]+)/u.exec(text.slice(0, 80))?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(words, first) ? (words[first] ?? null) : null;
}

/**
 * Reads a text that is a severity and nothing else: "Critical", "High severity issues (3)",
 * "P1". Null for "High memory use", which only begins like one.
 */
export function wholeSeverity(text: string): Severity | null {
  if (text.length > 80) return null;
  const parts = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = parts.flatMap((part) => (Object.hasOwn(words, part) ? (words[part] ?? []) : []));
  const isAllKnown = parts.every(
    (part) => Object.hasOwn(words, part) || companions.has(part) || /^\d+$/.test(part),
  );
  return isAllKnown ? (found[0] ?? null) : null;
}
