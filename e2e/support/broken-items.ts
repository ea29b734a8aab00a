import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A user's repository with defects that are quickly fixed and quickly checked. */
export interface BrokenItems {
  readonly path: string;
  /** `item-01` …, one per finding of the report. */
  readonly items: readonly string[];
  git(...args: string[]): string;
  /** Committed text of a file; null when there is none. */
  read(ref: string, file: string): string | null;
}

export const reportName = 'by-hand';

/** The gate of the repository: every item is broken or fixed, never fixed twice. */
export const itemsGate = { name: 'items', command: 'sh check.sh', timeoutMs: 60_000 };

const check = `for file in items/*.txt; do
  case "$(cat "$file")" in
    broken) ;;
    "broken
fixed") ;;
    *) echo "$file is spoilt"; exit 1 ;;
  esac
done
echo "all items are well-formed"
`;

/** Makes the repository: `count` files, a gate, and a report with one finding per file. */
export function createBrokenItems(path: string, count: number): BrokenItems {
  mkdirSync(join(path, 'items'), { recursive: true });
  const items = Array.from({ length: count }, (_, at) => `item-${String(at + 1).padStart(2, '0')}`);
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=User', '-c', 'user.email=user@example.invalid', ...args],
      {
        cwd: path,
        encoding: 'utf8',
        env: {
          PATH: '/usr/bin:/bin',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_SYSTEM: '/dev/null',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    ).trim();
  for (const item of items) writeFileSync(join(path, 'items', `${item}.txt`), 'broken\n');
  writeFileSync(join(path, 'check.sh'), check);
  const reports = join(path, 'docs/reports', reportName);
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, '01-quality.md'), report(items));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'chore: begin');
  return {
    path,
    items,
    git,
    read(ref, file) {
      try {
        return git('show', `${ref}:${file}`);
      } catch {
        return null;
      }
    },
  };
}

function report(items: readonly string[]): string {
  const findings = items.map(
    (item, at) => `### CQ-ITEM-${at + 1}: ${item} is broken

- **Severity:** Medium
- **File:** \`items/${item}.txt\`
- **Check:** \`grep -q fixed items/${item}.txt\`
`,
  );
  return `# Code quality, read by hand\n\n## Medium\n\n${findings.join('\n')}`;
}
