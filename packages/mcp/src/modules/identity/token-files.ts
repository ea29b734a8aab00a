import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Reads the secrets below `home`, creating what is missing with mode 0600. */
export function loadSecrets(home: string): LocalSecrets {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return {
    ownerToken: secret(join(home, ownerTokenFile), 'mso'),
    runnerToken: secret(join(home, runnerTokenFile), 'msr'),
    key: Buffer.from(secret(join(home, 'worker-key'), 'msk')),
  };
}

function secret(file: string, prefix: string): string {
  if (!existsSync(file)) {
    writeFileSync(file, `${prefix}_${randomBytes(32).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}
