/** Every failure a caller may act on, with the HTTP status it becomes. */
export const errorStatus = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  lease_lost: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  idempotency_mismatch: 422,
  rate_limited: 429,
  quota_exceeded: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Safe facts about a failure: never a secret, never a stack. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * A failure the caller can act on; anything else that is thrown is a bug.
 *
 * Branch on `code`, never on the message. The message says what happened and
 * what to do next.
 */
export class MosaicError extends Error {
  override readonly name = 'MosaicError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Recognises a {@link MosaicError} across package copies, which `instanceof` cannot. */
export function isMosaicError(error: unknown): error is MosaicError {
  return (
    error instanceof Error &&
    error.name === 'MosaicError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(errorStatus, error.code)
  );
}
