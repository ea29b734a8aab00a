import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub } from '@mosaic/stack';

/** The hub as the product assembles it, on a free port and in a directory of its own; no runner. */
export async function startTestHub() {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-whole-'));
  const hub = await startHub({
    home: join(directory, 'home'),
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0-test',
    logLevel: 'silent',
    webRoot: null,
    sandbox: 'unsandboxed',
    runner: null,
    mcpProfile: null,
    allowedHosts: [],
  });
  return {
    ...hub,
    home: join(directory, 'home'),
    repository: createRepository(join(directory, 'shop')),
    async destroy() {
      await hub.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type TestHub = Awaited<ReturnType<typeof startTestHub>>;

function createRepository(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'README.md'), '# Shop\n');
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const git = (...words: string[]) => execFileSync('git', [...identity, ...words], { cwd: path });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=start');
  return path;
}
