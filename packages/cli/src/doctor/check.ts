import type { Config } from '../config.ts';

/** `ok` is fine, `warn` works with less, `fail` does not work. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

/** What `doctor` found out about one thing. */
export interface CheckResult {
  readonly id: string;
  readonly status: CheckStatus;
  readonly message: string;
  /** Command or change that helps; null when nothing has to be done. */
  readonly fix: string | null;
}

/** What a check may look at. */
export interface CheckContext {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nodeVersion: string;
}

/** A check never throws for what it looks for; whatever it throws becomes a failure. */
export interface Check {
  readonly id: string;
  run(context: CheckContext): Promise<Omit<CheckResult, 'id'>>;
}

export const ok = (message: string) => ({ status: 'ok' as const, message, fix: null });
export const warn = (message: string, fix: string) => ({ status: 'warn' as const, message, fix });
export const fail = (message: string, fix: string) => ({ status: 'fail' as const, message, fix });
