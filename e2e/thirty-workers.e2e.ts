import { readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { createBrokenItems } from './support/broken-items.ts';
import { expectMissionWhole, leftBehind } from './support/expect-mission-whole.ts';
import { createInstallation } from './support/installation.ts';
import { beginMission, itemOf, missionEnd, readRecords } from './support/missions.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

const workers = 30;
const tasks = 60;

/**
 * Litters wherever it can, looks for others, and commits whatever lies around. What it saw of
 * others goes to its log: lines that begin with SAW.
 */
const sloppy = `for place in "$HOME" /tmp "$(dirname "$PWD")" "$PWD/../.." /var/tmp; do
  echo "$ITEM was here" > "$place/litter-$ITEM" 2>/dev/null
  for found in "$place"/litter-* "$place"/run_*; do
    case "$found" in
      *"litter-$ITEM") ;;
      *'*') ;;
      */"$MOSAIC_RUN") ;;
      *) [ -e "$found" ] && echo "SAW $found" >&2 ;;
    esac
  done
done
for other in $(find / -xdev -path /proc -prune -o -name 'item-*.txt' -print 2>/dev/null); do
  case "$other" in
    "$PWD"/*) ;;
    *) echo "SAW $other" >&2 ;;
  esac
done
[ -e "$HOME/litter-$ITEM" ] && [ -e "/tmp/litter-$ITEM" ] && echo LITTERED >&2
touch started; sleep 0.2; rm started
fix; git add -A && git commit --quiet -m "fix: $ITEM"; result success
`;

it('keeps thirty sloppy workers on one repository apart', async () => {
  const installation = await createInstallation((root) => {
    const { argv, readable } = createScriptedWorker(root, { default: sloppy });
    return { commands: { scripted: { argv } }, readable };
  });
  try {
    const repository = createBrokenItems(join(installation.root, 'repository'), tasks);
    const hub = await installation.startHub(workers);
    const client = installation.client();
    const from = performance.now();
    const wishes = { runtime: 'scripted', maxWorkers: workers };
    const begun = await beginMission(client, repository, wishes);
    const mission = await missionEnd(installation.client, begun.id, 280_000);
    const seconds = ((performance.now() - from) / 1_000).toFixed(1);
    process.stdout.write(`${workers} workers, ${tasks} tasks: ${seconds} s\n`);
    await expectMissionWhole(client, repository, mission);
    const { runs, tasks: all } = await readRecords(client, mission.id);
    for (const run of runs.filter(({ step }) => step === 'work')) {
      const { text } = await client.call(operations.runLogs, { runId: run.id });
      expect(text).toContain('LITTERED');
      expect(text.split('\n').filter((line) => line.includes('SAW'))).toEqual([]);
      const item = itemOf(all.find(({ id }) => id === run.taskId) ?? expect.fail('no task'));
      expect(run).toMatchObject({ status: 'succeeded', sandboxed: true });
      const changed = repository.git('show', '--name-only', '--format=', run.commit ?? '');
      expect(changed).toBe(`items/${item}.txt`);
    }
    await hub.stop();
    for (const place of [tmpdir(), homedir(), installation.root, installation.home]) {
      expect(readdirSync(place).filter((name) => name.startsWith('litter-'))).toEqual([]);
    }
    expect(leftBehind(installation.home)).toEqual([]);
  } finally {
    await installation.destroy();
  }
});
