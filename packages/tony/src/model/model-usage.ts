import type { CallUsage } from './ask-model.ts';

/** What planning cost. Tokens are null where the server left any of them unsaid. */
export interface PlanningUsage {
  /** Questions asked. */
  readonly calls: number;
  /** HTTP requests, retries included. */
  readonly requests: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** Adds up calls. Unknown stays unknown: a sum with a gap is no sum. */
export class ModelUsage {
  calls = 0;
  private readonly requestsBefore: number;
  private input = 0;
  private output = 0;
  private isInputKnown = true;
  private isOutputKnown = true;

  constructor(requestsBefore: number) {
    this.requestsBefore = requestsBefore;
  }

  /** Null for a call that gave no answer: it is taken to have cost no tokens. */
  addCall(usage: CallUsage | null): void {
    this.calls += 1;
    if (usage === null) return;
    this.input += usage.inputTokens ?? 0;
    this.output += usage.outputTokens ?? 0;
    this.isInputKnown &&= usage.inputTokens !== null;
    this.isOutputKnown &&= usage.outputTokens !== null;
  }

  /** Tokens the server told of: what a budget can be held against. */
  knownTokens(): number {
    return this.input + this.output;
  }

  total(requestsNow: number): PlanningUsage {
    return {
      calls: this.calls,
      requests: requestsNow - this.requestsBefore,
      inputTokens: this.isInputKnown ? this.input : null,
      outputTokens: this.isOutputKnown ? this.output : null,
    };
  }
}
