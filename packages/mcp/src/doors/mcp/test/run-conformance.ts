import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Required server scenarios of each revision, frozen by the suite. */
export const requiredScenarios = [
  ['2026-07-28', 37],
  ['2025-11-25', 30],
] as const;

/**
 * Runs the official suite against an endpoint and tells which required scenarios passed.
 *
 * Compare the number of passed ones too: a run that looked at nothing fails nothing.
 */
export async function runConformance(url: URL, revision: string) {
  const require = createRequire(import.meta.url);
  const suite = dirname(require.resolve('@modelcontextprotocol/conformance/package.json'));
  const output = await mkdtemp(join(tmpdir(), 'mosaic-conformance-'));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        join(suite, 'dist/index.js'),
        'server',
        '--url',
        url.href,
        '--requirements',
        revision,
        '--output-dir',
        output,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    ).catch((error: { stdout: string }) => error);
    return required(stdout, revision);
  } finally {
    await rm(output, { recursive: true });
  }
}

/** Required scenarios in the summary: all but those below `Not scored`. */
function required(stdout: string, revision: string) {
  const [summary = '', notScored = ''] = (stdout.split('=== SUMMARY ===')[1] ?? '').split(
    `Not scored for ${revision}`,
  );
  const optional = new Set([...notScored.matchAll(/^ {2}[✓✗] (\S+)/gm)].map((match) => match[1]));
  const results = [...summary.matchAll(/^([✓✗]) (\S+):/gm)].filter(
    ([, , scenario]) => !optional.has(scenario),
  );
  const names = (mark: string) => results.filter((one) => one[1] === mark).map((one) => one[2]);
  return { passed: names('✓'), failed: names('✗') };
}
