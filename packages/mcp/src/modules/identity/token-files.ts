import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';

/** Secrets of one installation; made on first start, readable by their owner only. */
export interface LocalSecrets {
  /** May do everything. */
  ownerToken: string;
  /** May take and finish runs, and read what that needs. */
  runnerToken: string;
  /** Seals worker tokens. */
  key: Buffer;
}

export const ownerTokenFile = 'owner-token';
export const runnerTokenFile = 'runner-token';

/** Every secret of a home: its file and how its text begins. */
export const secretFiles = [
  { name: ownerTokenFile, prefix: 'mso' },
  { name: runnerTokenFile, prefix: 'msr' },
  { name: 'worker-key', prefix: 'msk' },
] as const;

/** Random bytes of a secret; 32 make 43 characters. */
const secretBytes = 32;
const secretPattern = /^[a-z]{3}_[A-Za-z0-9_-]{43}$/;

/**
 * Reads the secrets below `home`, creating what is missing with mode 0600.
 *
 * @throws `precondition_failed` when a file holds something else: an emptied key would
 *   let anybody seal worker tokens
 */
export function loadSecrets(home: string): LocalSecrets {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  return {
    ownerToken: secret(join(home, ownerTokenFile), 'mso'),
    runnerToken: secret(join(home, runnerTokenFile), 'msr'),
    key: Buffer.from(secret(join(home, 'worker-key'), 'msk')),
  };
}

function secret(file: string, prefix: string): string {
  if (!existsSync(file)) createSecret(file, prefix);
  chmodSync(file, 0o600);
  const text = readFileSync(file, 'utf8').trim();
  if (text.startsWith(`${prefix}_`) && secretPattern.test(text)) return text;
  throw new MosaicError(
    'precondition_failed',
    `The file ${file} does not hold a secret of this hub. Restore it, or remove it to have a new one made.`,
    { details: { file } },
  );
}

/** Appears complete or not at all, also when two processes start at once. */
function createSecret(file: string, prefix: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const text = `${prefix}_${randomBytes(secretBytes).toString('base64url')}\n`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
