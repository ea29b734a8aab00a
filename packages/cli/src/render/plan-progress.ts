import type { PlanNodeProgress } from '@mosaic/contract';
import type { Format } from '../output/terminal.ts';

type Status = PlanNodeProgress['status'];

const formats: Readonly<Record<Status, Format>> = {
  pending: 'dim',
  blocked: 'dim',
  in_progress: 'cyan',
  done: 'green',
  failed: 'red',
  deferred: 'yellow',
  skipped: 'dim',
};

const signs: Readonly<Record<Status, string>> = {
  pending: '·',
  blocked: '◦',
  in_progress: '▸',
  done: '✓',
  failed: '✗',
  deferred: '↷',
  skipped: '−',
};

/** The colour of where a node stands; a sign or word is always there too. */
export function progressFormat(status: Status): Format {
  return formats[status];
}

export function progressSign(status: Status): string {
  return signs[status];
}
