import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A worker without a model, as a shell script: `scripts/ITEM.ATTEMPT.sh` says what it does,
 * else `scripts/ITEM.sh`, else `scripts/default.sh`.
 *
 * Scripts know `$ITEM` and `$FILE`, the item at hand, and may use `fix`, `commit` and `result`.
 */
const program = `scripts=$1
PROMPT=$(cat)
FILE=$(printf '%s' "$PROMPT" | grep -o 'items/item-[0-9]*\\.txt' | head -n 1)
ITEM=$(basename "$FILE" .txt)
fix() { echo fixed >> "$FILE"; }
commit() { git add "$FILE" && git commit --quiet -m "fix: $ITEM"; }
result() {
  printf '{"task_id":"%s","status":"%s","used":"1.0K","commit_sha":"%s","notes":"%s"}\\n' \\
    "$MOSAIC_TASK" "$1" "\${2:-$(git rev-parse HEAD)}" "\${3:-scripted}"
}
for script in "$ITEM.$MOSAIC_ATTEMPT" "$ITEM" default; do
  if [ -f "$scripts/$script.sh" ]; then . "$scripts/$script.sh"; exit; fi
done
`;

const honest = 'fix; commit; result success\n';

export interface ScriptedWorker {
  readonly argv: readonly string[];
  /** What sandboxed workers must be able to read. */
  readonly readable: readonly string[];
}

/** Puts the worker and its scripts below `root`. Names are `item-01.1`, `item-01` or `default`. */
export function createScriptedWorker(
  root: string,
  scripts: Readonly<Record<string, string>> = {},
): ScriptedWorker {
  const folder = join(root, 'worker');
  mkdirSync(join(folder, 'scripts'), { recursive: true });
  const path = join(folder, 'worker.sh');
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  for (const [name, text] of Object.entries({ default: honest, ...scripts })) {
    writeFileSync(join(folder, 'scripts', `${name}.sh`), text);
  }
  return { argv: ['/bin/sh', path, join(folder, 'scripts')], readable: [folder] };
}
