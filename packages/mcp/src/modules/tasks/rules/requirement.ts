import type { ClaimStep, Labels } from '@mosaic/contract';

/** What an agent must bring for a task. */
export interface Requirement {
  readonly step: ClaimStep;
  /** Sorted, each once. */
  readonly capabilities: readonly string[];
  readonly labels: Labels;
}

/** What an agent brings to a claim. */
export interface Abilities {
  readonly steps: ReadonlySet<string>;
  readonly capabilities: ReadonlySet<string>;
  readonly labels: Labels;
}

/** One text for each requirement, whatever order its parts came in. */
export function requirementText({ step, capabilities, labels }: Requirement): string {
  return JSON.stringify([step, [...new Set(capabilities)].sort(), sortedEntries(labels)]);
}

export function parseRequirement(text: string): Requirement {
  const [step, capabilities, labels] = JSON.parse(text);
  return { step, capabilities, labels: Object.fromEntries(labels) };
}

/** One text for each set of abilities: agents with equal texts can take the same tasks. */
export function abilitiesText({ steps, capabilities, labels }: Abilities): string {
  return JSON.stringify([[...steps].sort(), [...capabilities].sort(), sortedEntries(labels)]);
}

/** An agent fits when it has the step, every capability, and every label with the value asked for or `*`. */
export function satisfies(abilities: Abilities, requirement: Requirement): boolean {
  return (
    abilities.steps.has(requirement.step) &&
    requirement.capabilities.every((capability) => abilities.capabilities.has(capability)) &&
    Object.entries(requirement.labels).every(
      ([name, value]) => abilities.labels[name] === value || abilities.labels[name] === '*',
    )
  );
}

function sortedEntries(labels: Labels): [string, string][] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
