import type { PlanEstimate } from '@mosaic/contract';

/** An estimate as people write it: `20 min`, `20 min, 10 to 30, 8000 tokens`. */
export function writeEstimate(estimate: PlanEstimate): string {
  const { minutes, minutesLow, minutesHigh, tokens } = estimate;
  const parts = [`${minutes} min`];
  if (minutesLow !== undefined && minutesHigh !== undefined) {
    parts.push(`${minutesLow} to ${minutesHigh}`);
  } else if (minutesLow !== undefined) {
    parts.push(`from ${minutesLow}`);
  } else if (minutesHigh !== undefined) {
    parts.push(`to ${minutesHigh}`);
  }
  if (tokens !== null) parts.push(`${tokens} tokens`);
  return parts.join(', ');
}

const number = '(\\d[\\d.]*(?:e[+-]?\\d+)?)';
const whole = new RegExp(
  `^${number} min(?:, (?:${number} to ${number}|from ${number}|to ${number}))?(?:, (\\d+) tokens)?$`,
);

/** Null for what is no estimate. */
export function readEstimate(text: string): PlanEstimate | null {
  const found = whole.exec(text.trim());
  if (found === null) return null;
  const [, minutes, low, high, onlyLow, onlyHigh, tokens] = found;
  const minutesLow = low ?? onlyLow;
  const minutesHigh = high ?? onlyHigh;
  return {
    minutes: Number(minutes),
    tokens: tokens === undefined ? null : Number(tokens),
    ...(minutesLow === undefined ? {} : { minutesLow: Number(minutesLow) }),
    ...(minutesHigh === undefined ? {} : { minutesHigh: Number(minutesHigh) }),
  };
}
