import { isMosaicError, MosaicError } from '@mosaic/contract';
import { unstorableText } from '../storable-text.ts';

/** SQLSTATE classes and codes that say: not now. By their beginning. */
const temporary = [
  '08', // connection
  '53', // out of memory, disk or connections
  '57P', // shutting down, starting up, terminated by an administrator
  '57014', // statement timeout
  '55P03', // lock timeout
  '25P03', // idle in transaction for too long
  '25P04', // transaction timeout
  '40', // rolled back for the sake of others
  '58', // input or output error of the server
];
const notText = ['22021', '22P05'];
/** A prepared `select *` whose table has grown a column since; the next attempt prepares it anew. */
const stalePlan = '0A000';

const lostMessages = /connection|timeout|ended|closed|terminated|not queryable/i;

/** Trouble with the database becomes `unavailable`; a bug stays what it is. */
export function translatePostgresError(error: unknown, use: 'read' | 'write'): unknown {
  if (isMosaicError(error) || !(error instanceof Error)) return error;
  const code = codeOf(error);
  // Writing through a connection that only reads is our own mistake, not the server's state.
  if (use === 'write' && isStandby(error)) return unavailable(error);
  if (notText.includes(code)) {
    return unstorableText(error);
  }
  return isTemporary(error) ? unavailable(error) : error;
}

/** The answer when certainly nothing was stored. */
export function unavailable(cause?: unknown): MosaicError {
  return new MosaicError(
    'unavailable',
    'The database cannot do this now. Nothing was stored by this call; try again.',
    { details: { retryAfterMs: 1_000 }, cause },
  );
}

/** The answer when the connection was lost between the commit and its confirmation. */
export function outcomeUnknown(cause: unknown): MosaicError {
  return new MosaicError(
    'unavailable',
    'The database was lost while it stored this call, which may have taken effect. Repeat it with the same idempotency key, or look first.',
    { details: { retryAfterMs: 1_000, outcome: 'unknown' }, cause },
  );
}

function isTemporary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (isStalePlan(error)) return true;
  return isSqlState(code) ? temporary.some((start) => code.startsWith(start)) : isLost(error);
}

/** True when the connection itself is gone, rather than a statement refused. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (isSqlState(code)) return ['08', '57P', '25P03', '25P04'].some((it) => code.startsWith(it));
  return code.startsWith('E') || lostMessages.test(error.message);
}

export function isStalePlan(error: unknown): boolean {
  return (
    error instanceof Error &&
    codeOf(error) === stalePlan &&
    error.message.includes('cached plan must not change')
  );
}

/** True when the server has become one that only reads, since another took over. */
export function isStandby(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === '25006';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);
}
