import type { Planted } from './planted.ts';
import { createScript, type Script } from './script.ts';
import { type SimulationResult, simulateHub } from './simulate-hub.ts';

export interface Shrunken {
  readonly script: Script;
  readonly result: SimulationResult;
  /** Worlds tried. */
  readonly runs: number;
}

/** Worlds tried before what is there is good enough. */
const runsMax = 150;

/**
 * Finds a smaller world in which the same promise is broken: without the faults, troubles and
 * clients that it does not take. Null when the seed breaks nothing.
 */
export async function shrink(seed: number, planted: Planted = {}): Promise<Shrunken | null> {
  let script = createScript(seed);
  let result = await simulateHub({ seed, script, planted });
  if (result.violation === null) return null;
  const kind = kindOf(result.violation);
  let runs = 1;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smaller(script)) {
      if (runs >= runsMax) break;
      runs += 1;
      const tried = await simulateHub({ seed, script: candidate, planted });
      if (tried.violation === null || kindOf(tried.violation) !== kind) continue;
      script = candidate;
      result = tried;
      isSmaller = true;
      break;
    }
  }
  return { script, result: await simulateHub({ seed, script, planted, isTold: true }), runs };
}

/** The promise itself, without the ids and numbers of this one case. */
function kindOf(violation: string): string {
  return (violation.split('\n')[0] ?? '')
    .replaceAll(/\b[a-z]{3}_[0-9a-f-]{36}\b|\d+/g, '#')
    .slice(0, 120);
}

function* smaller(script: Script): Iterable<Script> {
  const { faults, messages, workload } = script;
  if (faults.length > 1) {
    const half = Math.ceil(faults.length / 2);
    yield { ...script, faults: faults.slice(half) };
    yield { ...script, faults: faults.slice(0, half) };
  }
  for (const fault of faults)
    yield { ...script, faults: faults.filter((other) => other !== fault) };
  if (messages.loss + messages.double + messages.late > 0) {
    yield { ...script, messages: { loss: 0, double: 0, late: 0 } };
  }
  for (const kind of ['loss', 'double', 'late'] as const) {
    if (messages[kind] > 0) yield { ...script, messages: { ...messages, [kind]: 0 } };
  }
  if (script.skewMs.some((ms) => ms !== 0) || script.drift.some((rate) => rate !== 0)) {
    yield { ...script, skewMs: script.skewMs.map(() => 0), drift: script.drift.map(() => 0) };
  }
  if (script.statementMs > 0) yield { ...script, statementMs: 0 };
  for (const part of Object.keys(workload) as (keyof typeof workload)[]) {
    const many = workload[part];
    if (many > 0) yield { ...script, workload: { ...workload, [part]: 0 } };
    if (many > 1) yield { ...script, workload: { ...workload, [part]: many - 1 } };
  }
  for (const fault of faults) {
    if (!('forMs' in fault) || fault.forMs < 100) continue;
    const shorter = { ...fault, forMs: Math.floor(fault.forMs / 2) };
    yield { ...script, faults: faults.map((other) => (other === fault ? shorter : other)) };
  }
}
