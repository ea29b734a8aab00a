import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { secretFiles } from './token-files.ts';

/** Shortest shared secret, in characters: 24 random bytes in base64. */
const sharedCharsMin = 32;

/**
 * Makes the secrets of this home from the one file that all nodes share, so that none of them
 * has to pass through the database.
 *
 * Each is derived by HKDF-SHA-256 under a name of its own: who knows a runner's token
 * learns nothing of the owner's. Runs before `loadSecrets`, at every start, so a new
 * shared secret takes effect by starting the nodes with it.
 *
 * @throws `precondition_failed` when the file is missing or too short to be a secret
 */
export function deriveSecrets(home: string, sharedFile: string): void {
  const shared = readShared(sharedFile);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  for (const { name, prefix } of secretFiles) {
    const bytes = Buffer.from(hkdfSync('sha256', shared, '', `mosaic ${name}`, 32));
    const text = `${prefix}_${bytes.toString('base64url')}\n`;
    const file = join(home, name);
    if (readOrNull(file) === text) continue;
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, file);
  }
}

function readShared(file: string): string {
  const text = readOrNull(file)?.trim() ?? '';
  if (text.length >= sharedCharsMin) return text;
  throw new MosaicError(
    'precondition_failed',
    `${file} does not hold a secret of at least ${sharedCharsMin} characters. Make one, and give it to every node: openssl rand -base64 48 > ${file}`,
    { details: { file } },
  );
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
