import { MosaicError } from '@mosaic/contract';

/** What `mosaic start` was asked to do. */
export interface StartOptions {
  /** A repository of the user; null works on the sample. */
  readonly project: string | null;
  readonly report: string | null;
  readonly runtime: string;
  readonly workers: number;
  /** End when the mission ends. */
  readonly isOnce: boolean;
  /** Create and work on the sample when there is no project. */
  readonly hasSample: boolean;
}

interface StartFlags {
  readonly project?: string;
  readonly report?: string;
  readonly runtime: string;
  readonly workers: number;
  readonly once?: boolean;
  readonly sample: boolean;
}

/** Checks the flags against each other; throws `invalid_input` with what to change. */
export function readStartOptions(flags: StartFlags): StartOptions {
  if (flags.report !== undefined && flags.project === undefined) {
    throw usage('--report belongs to --project PATH: the sample is always reviewed first.');
  }
  if (flags.once && !flags.sample && flags.project === undefined) {
    throw usage('--once waits for a mission and --no-sample starts none. Leave one of them out.');
  }
  return {
    project: flags.project ?? null,
    report: flags.report ?? null,
    runtime: flags.runtime,
    workers: flags.workers,
    isOnce: flags.once ?? false,
    hasSample: flags.sample,
  };
}

function usage(message: string): MosaicError {
  return new MosaicError('invalid_input', message);
}
