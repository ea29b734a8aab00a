import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBrokenItems } from './support/broken-items.ts';
import { expectMissionWhole, leftBehind } from './support/expect-mission-whole.ts';
import { createInstallation } from './support/installation.ts';
import { beginMission, missionEnd, readRecords } from './support/missions.ts';
import { processesOf } from './support/processes-of.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

/** Puts a program into the clone that writes the canary, wherever it is run with that right. */
const arm = `EVIL="$PWD/.git/evil.sh"
printf '#!/bin/sh\\necho "$0 $*" >> CANARY\\n' > "$EVIL"; chmod 755 "$EVIL"
`;

/** What a worker plants after its honest commit, for git or anybody on the host to run. */
const plants: Readonly<Record<string, string>> = {
  'filters, drivers and attributes': `printf '* filter=x diff=x merge=x\\n' > .git/info/attributes
for key in filter.x.clean filter.x.smudge filter.x.process diff.x.command diff.x.textconv merge.x.driver; do
  git config $key "$EVIL"
done
`,
  hooks: `mkdir -p .git/hooks
for hook in pre-commit post-checkout post-merge pre-receive update post-receive reference-transaction \\
  pre-auto-gc post-index-change pre-push proc-receive fsmonitor-watchman post-commit; do
  cp "$EVIL" .git/hooks/$hook
done
git config core.hooksPath "$PWD/.git/hooks"
`,
  'programs in the configuration': `for key in core.fsmonitor core.sshCommand core.pager core.editor core.askPass core.gitProxy \\
  core.alternateRefsCommand diff.external uploadpack.packObjectsHook credential.helper gpg.program pager.log \\
  gc.recentObjectsHook trace2.eventTarget; do git config $key "$EVIL"; done
git config alias.rev-parse "!$EVIL"; git config alias.pack-objects "!$EVIL"
`,
  'included configuration': `printf '[core]\\n\\tfsmonitor = %s\\n' "$EVIL" > .git/more
printf '[include]\\n\\tpath = more\\n[includeIf "gitdir:/"]\\n\\tpath = more\\n' >> .git/config
`,
  'remotes that run a program': `git config remote.origin.url "ext::sh -c $EVIL"
git config remote.origin.uploadpack "$EVIL"; git config remote.origin.promisor true
git config extensions.partialClone origin; git config protocol.ext.allow always
git config "url.ext::sh -c $EVIL.insteadOf" /
`,
  'objects of others': `mkdir -p .git/objects/info; echo USER/.git/objects > .git/objects/info/alternates
`,
  'a submodule with a program for its address': `git config submodule.x.url "ext::sh -c $EVIL"
git config submodule.x.update "!$EVIL"; mkdir -p .git/modules/x/hooks; cp "$EVIL" .git/modules/x/hooks/post-checkout
`,
  'a process that stays': `(setsid sh -c "sleep 300; $EVIL" >/dev/null 2>&1 &)
`,
  'a gitfile in the place of its repository': `mv .git gone; echo "gitdir: USER/.git" > .git
`,
  'a link in the place of its repository': `mv .git gone; ln -s USER/.git .git
`,
  'links for references': `rm -f .git/HEAD; ln -s USER/.git/HEAD .git/HEAD
`,
  'a fifo where a file belongs': `rm -f .git/packed-refs; mkfifo .git/packed-refs
`,
};

it('runs nothing outside the sandbox that a worker planted in its clone', async () => {
  let canary = '';
  const names = Object.keys(plants);
  const installation = await createInstallation((root) => {
    canary = join(root, 'canary');
    const scripts = names.map((name, at) => {
      const script = `${arm}fix; commit; head=$(git rev-parse HEAD)\n${plants[name]}result success "$head"\n`;
      const text = script.replaceAll('CANARY', canary).replaceAll('USER', join(root, 'repository'));
      return [`item-${String(at + 1).padStart(2, '0')}.1`, text];
    });
    const { argv, readable } = createScriptedWorker(root, Object.fromEntries(scripts));
    return { commands: { scripted: { argv } }, readable };
  });
  try {
    expectCanaryToSing(installation.root, canary);
    const path = join(installation.root, 'repository');
    const repository = createBrokenItems(path, names.length);
    const configuration = readFileSync(join(path, '.git/config'), 'utf8');
    const hub = await installation.startHub(4);
    const client = installation.client();
    const begun = await beginMission(client, repository, { runtime: 'scripted', maxWorkers: 4 });
    const mission = await missionEnd(installation.client, begun.id, 150_000);
    await expectMissionWhole(client, repository, mission);
    const { runs } = await readRecords(client, mission.id);
    expect(runs.filter(({ failure }) => failure?.code === 'internal')).toEqual([]);
    // A repository that was replaced is not read at all; its work is done again.
    const refused = runs.filter(({ failure }) => failure?.code === 'foreign_change');
    expect(refused.length).toBeGreaterThanOrEqual(2);
    await hub.stop();
    expect(existsSync(canary) ? readFileSync(canary, 'utf8') : 'silent').toBe('silent');
    expect(readFileSync(join(path, '.git/config'), 'utf8')).toBe(configuration);
    expect(leftBehind(installation.home).filter((name) => !name.startsWith('quarantine'))).toEqual(
      [],
    );
    expect(processesOf(installation.home)).toEqual([]);
  } finally {
    await installation.destroy();
  }
});

/** Shows that the program would be noticed if anybody on the host ran it. */
function expectCanaryToSing(root: string, canary: string): void {
  const program = join(root, 'evil.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${canary}\n`);
  execFileSync('/bin/sh', [program]);
  expect(existsSync(canary)).toBe(true);
  rmSync(canary);
}
