import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import {
  atMs,
  author,
  type Bench,
  bench,
  commitAll,
  git,
  userRepository,
  write,
} from '../test/fixture.ts';
import {
  changedFiles,
  checkOut,
  createClone,
  diffStat,
  diffText,
  fetchFromClone,
  listClones,
  listFiles,
  log,
  mergeCommits,
  publishBranch,
  readFile,
  removeClone,
  resolve,
  runGit,
  updateBranch,
} from './index.ts';

/** What an agent can reach: its clone, and what it tries to touch or to pull in. */
interface Attack {
  tree: string;
  gitDir: string;
  /** Command that writes the canary. */
  command: string;
  /** Executable that writes the canary. */
  program: string;
  /** A repository of the host that the agent must not read, with a commit of its own. */
  foreign: { path: string; head: string };
  base: string;
}

const into = 'refs/mosaic/runs/r1';

function configured(...pairs: readonly (readonly [string, string])[]) {
  return (attack: Attack) => {
    for (const [key, value] of pairs) {
      git(attack.tree, 'config', key, value.replace('CANARY', attack.command));
    }
  };
}

function hooks({ gitDir, program }: Attack): void {
  mkdirSync(join(gitDir, 'hooks'), { recursive: true });
  for (const hook of [
    'pre-commit',
    'post-checkout',
    'post-merge',
    'pre-receive',
    'update',
    'post-receive',
    'post-update',
    'reference-transaction',
    'pre-auto-gc',
    'post-index-change',
    'pre-push',
    'post-rewrite',
    'proc-receive',
    'fsmonitor-watchman',
    'prepare-commit-msg',
    'post-commit',
  ]) {
    writeFileSync(join(gitDir, 'hooks', hook), `#!/bin/sh\nexec ${program}\n`, { mode: 0o755 });
  }
}

/** Attacks after which the agent's own work must still be accepted. */
const harmless: Record<string, (attack: Attack) => void> = {
  'filter programs': (attack) => {
    write(attack.tree, { '.gitattributes': '* filter=x diff=x merge=x\n', 'f.txt': 'x\n' });
    commitAll(attack.tree, 'attributes');
    configured(
      ['filter.x.clean', 'CANARY'],
      ['filter.x.smudge', 'CANARY'],
      ['filter.x.process', 'CANARY'],
      ['filter.x.required', 'true'],
      ['diff.x.command', 'CANARY'],
      ['diff.x.textconv', 'CANARY'],
      ['merge.x.driver', 'CANARY'],
    )(attack);
    mkdirSync(join(attack.gitDir, 'info'), { recursive: true });
    writeFileSync(join(attack.gitDir, 'info/attributes'), '* filter=x diff=x merge=x\n');
  },
  hooks,
  'hooks in the work tree': (attack) => {
    hooks({ ...attack, gitDir: attack.tree });
    git(attack.tree, 'config', 'core.hooksPath', join(attack.tree, 'hooks'));
  },
  'programs in the configuration': configured(
    ['core.fsmonitor', 'CANARY'],
    ['core.sshCommand', 'CANARY'],
    ['core.pager', 'CANARY'],
    ['core.editor', 'CANARY'],
    ['core.askPass', 'CANARY'],
    ['core.gitProxy', 'CANARY'],
    ['core.alternateRefsCommand', 'CANARY'],
    ['diff.external', 'CANARY'],
    ['uploadpack.packObjectsHook', 'CANARY'],
    ['credential.helper', '!CANARY'],
    ['gpg.program', 'CANARY'],
    ['commit.gpgSign', 'true'],
    ['log.showSignature', 'true'],
    ['alias.rev-parse', '!CANARY'],
    ['alias.pack-objects', '!CANARY'],
    ['pager.log', 'CANARY'],
    ['gc.recentObjectsHook', 'CANARY'],
    ['trace2.eventTarget', 'CANARY'],
  ),
  'included configuration': ({ gitDir, tree, program }) => {
    writeFileSync(join(tree, 'more'), `[core]\n\tfsmonitor = ${program}\n\tpager = ${program}\n`);
    appendFileSync(join(gitDir, 'config'), `[include]\n\tpath = ${join(tree, 'more')}\n`);
    appendFileSync(
      join(gitDir, 'config'),
      `[includeIf "gitdir:/"]\n\tpath = ${join(tree, 'more')}\n`,
    );
  },
  'remotes that run a program': configured(
    ['remote.origin.url', 'ext::sh -c CANARY'],
    ['remote.origin.uploadpack', 'CANARY'],
    ['remote.origin.promisor', 'true'],
    ['extensions.partialClone', 'origin'],
    ['url.ext::sh -c CANARY.insteadOf', '/'],
    ['protocol.ext.allow', 'always'],
  ),
  'submodules that run a program': ({ tree, base, command }) => {
    git(tree, 'update-index', '--add', '--cacheinfo', `160000,${base},module`);
    git(tree, 'config', 'submodule.module.url', `ext::sh -c ${command}`);
    git(tree, 'config', 'submodule.module.update', `!${command}`);
    git(tree, 'config', 'submodule.recurse', 'true');
    git(tree, 'commit', '--quiet', '-m', 'module');
  },
  'a work tree elsewhere': ({ tree, foreign }) =>
    git(tree, 'config', 'core.worktree', foreign.path),
  'a common directory elsewhere': ({ gitDir, foreign }) =>
    writeFileSync(join(gitDir, 'commondir'), join(foreign.path, '.git')),
  'replace references and grafts': ({ gitDir, tree, base, foreign }) => {
    mkdirSync(join(gitDir, 'refs/replace'), { recursive: true });
    writeFileSync(join(gitDir, 'refs/replace', base), foreign.head);
    mkdirSync(join(gitDir, 'info'), { recursive: true });
    writeFileSync(join(gitDir, 'info/grafts'), `${git(tree, 'rev-parse', 'work')}\n`);
    writeFileSync(join(gitDir, 'shallow'), `${base}\n`);
  },
  'alternates to a foreign repository': ({ gitDir, foreign }) => {
    mkdirSync(join(gitDir, 'objects/info'), { recursive: true });
    writeFileSync(join(gitDir, 'objects/info/alternates'), join(foreign.path, '.git/objects'));
  },
  'executables named like git': ({ tree, program }) => {
    for (const name of ['git', 'git-upload-pack', 'git-pack-objects', 'sh']) {
      symlinkSync(program, join(tree, name));
    }
  },
  'pipes and huge names among the objects': ({ gitDir }) => {
    mkdirSync(join(gitDir, 'objects/ab'), { recursive: true });
    execFileSync('mkfifo', [join(gitDir, 'objects/ab', 'c'.repeat(38))]);
    execFileSync('mkfifo', [join(gitDir, 'objects/pack', `pack-${'d'.repeat(40)}.pack`)]);
    writeFileSync(join(gitDir, 'objects/ab', '..x'), 'x');
    writeFileSync(join(gitDir, 'objects/pack', `pack-${'e'.repeat(40)}.idx`), 'not an index');
    // A loose object under a name that is not its own, standing for an empty blob.
    writeFileSync(join(gitDir, 'objects/ab', '0'.repeat(38)), deflateSync(Buffer.from('blob 0\0')));
  },
};

/** Attacks on where the clone's objects come from: nothing may be taken. */
const refused: Record<string, (attack: Attack) => void> = {
  '.git as a link': ({ gitDir, foreign }) => {
    rmSync(gitDir, { recursive: true });
    symlinkSync(join(foreign.path, '.git'), gitDir);
  },
  '.git as a file': ({ gitDir, foreign }) => {
    rmSync(gitDir, { recursive: true });
    writeFileSync(gitDir, `gitdir: ${join(foreign.path, '.git')}\n`);
  },
  'the work tree as a link': ({ tree, foreign }) => {
    renameSync(tree, `${tree}-away`);
    symlinkSync(foreign.path, tree);
  },
  'the object directory as a link': ({ gitDir, foreign }) => {
    rmSync(join(gitDir, 'objects'), { recursive: true });
    symlinkSync(join(foreign.path, '.git/objects'), join(gitDir, 'objects'));
    writeFileSync(join(gitDir, 'refs/heads/work'), foreign.head);
  },
  'single objects as links': ({ gitDir, foreign }) => {
    for (const prefix of readdirSync(join(foreign.path, '.git/objects'))) {
      if (prefix.length !== 2) continue;
      const target = join(gitDir, 'objects', prefix);
      if (!existsSync(target)) symlinkSync(join(foreign.path, '.git/objects', prefix), target);
    }
    writeFileSync(join(gitDir, 'refs/heads/work'), foreign.head);
  },
  'packs as links': ({ gitDir, foreign }) => {
    git(foreign.path, 'gc', '--quiet');
    for (const name of readdirSync(join(foreign.path, '.git/objects/pack'))) {
      symlinkSync(
        join(foreign.path, '.git/objects/pack', name),
        join(gitDir, 'objects/pack', name),
      );
    }
    writeFileSync(join(gitDir, 'refs/heads/work'), foreign.head);
  },
  'a foreign commit behind alternates': (attack) => {
    harmless['alternates to a foreign repository']?.(attack);
    writeFileSync(join(attack.gitDir, 'refs/heads/work'), attack.foreign.head);
  },
  'a reference that is a link': ({ gitDir, foreign }) => {
    rmSync(join(gitDir, 'refs/heads/work'));
    symlinkSync(join(foreign.path, '.git/refs/heads/main'), join(gitDir, 'refs/heads/work'));
  },
  'a reference that leads outside': ({ gitDir, foreign }) =>
    writeFileSync(join(gitDir, 'refs/heads/work'), `ref: ../../../../../${foreign.path}/.git/HEAD`),
  'a tree with a .git entry': ({ tree, gitDir, base }) => {
    const blob = git(tree, 'rev-parse', `${base}:README.md`);
    const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]);
    writeFileSync(join(tree, 'bad'), entry);
    const bad = git(tree, 'hash-object', '-t', 'tree', '-w', '--literally', 'bad');
    const commit = git(tree, 'commit-tree', bad, '-p', base, '-m', 'bad');
    writeFileSync(join(gitDir, 'refs/heads/work'), commit);
  },
  'a submodule address that is an option': ({ tree, command }) => {
    const text = `[submodule "x"]\n\tpath = x\n\turl = --upload-pack=${command}\n`;
    write(tree, { '.gitmodules': text });
    commitAll(tree, 'module');
  },
  'a damaged object': ({ tree, gitDir }) => {
    const blob = git(tree, 'rev-parse', 'work:work.txt');
    const path = join(gitDir, 'objects', blob.slice(0, 2), blob.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, deflateSync(Buffer.from('blob 5\0other')));
  },
};

async function prepare(place: Bench): Promise<Attack & { directory: string; canary: string }> {
  const { vault, base, home } = place;
  const canary = join(home, 'canary');
  const program = join(home, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${canary}\ncat\n`, { mode: 0o755 });
  const foreign = userRepository(join(home, 'foreign'), { secret: 'host secret\n' });
  const { directory, tree } = await createClone(vault, {
    commit: base,
    branch: 'work',
    directory: join(home, 'clones/r1'),
    markerId: 'r1',
    author,
  });
  write(tree, { 'work.txt': 'work\n' });
  commitAll(tree, 'work');
  const gitDir = join(tree, '.git');
  return { directory, tree, gitDir, canary, program, command: program, foreign, base };
}

/** Everything that is ever done with a clone and with what came out of it. */
async function useEverything(place: Bench, directory: string): Promise<string | null> {
  const { vault, base, home, user } = place;
  const root = join(home, 'clones');
  await listClones(root);
  const fetched = await fetchFromClone(vault, { clone: directory, into }).catch((error) => {
    expect(error).toMatchObject({ code: 'precondition_failed' });
    return null;
  });
  await fetchFromClone(vault, { clone: directory, ref: 'HEAD', into: `${into}-head` }).catch(
    () => {},
  );
  if (fetched) {
    await changedFiles(vault, base, fetched);
    await diffStat(vault, base, fetched);
    await diffText(vault, base, fetched, 1_000_000);
    await log(vault, base, fetched);
    for (const path of await listFiles(vault, fetched)) await readFile(vault, fetched, path);
    const merge = { ours: base, theirs: fetched, message: 'm', author, atMs };
    await mergeCommits(vault, merge);
    await checkOut(vault, { commit: fetched, directory: join(home, 'gate') });
    await updateBranch(vault, { branch: 'done', to: fetched, expected: null });
    await publishBranch(vault, { branch: 'done', to: user.path, as: 'done' });
  }
  await removeClone(directory, { vault, root });
  return fetched;
}

async function expectNothingForeign(place: Bench, foreign: Attack['foreign']): Promise<void> {
  const all = ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'];
  const { stdout } = await runGit(all, { gitDir: place.vault.directory });
  const theirs = git(foreign.path, ...all).split('\n');
  for (const id of theirs) expect(stdout).not.toContain(id);
}

it.each(Object.entries(harmless))('is not tricked by %s, and takes the work', async (_, attack) => {
  const place = await bench();
  const target = await prepare(place);
  attack(target);
  // Setting the trap may itself set it off; what counts is what we do afterwards.
  rmSync(target.canary, { force: true });
  const head = readFileSync(join(target.gitDir, 'refs/heads/work'), 'utf8').trim();
  expect(await useEverything(place, target.directory)).toBe(head);
  expect(existsSync(target.canary)).toBe(false);
  await expectNothingForeign(place, target.foreign);
});

it.each(Object.entries(refused))('takes nothing from a clone with %s', async (_, attack) => {
  const place = await bench();
  const target = await prepare(place);
  attack(target);
  rmSync(target.canary, { force: true });
  expect(await useEverything(place, target.directory)).toBeNull();
  expect(existsSync(target.canary)).toBe(false);
  expect(await resolve(place.vault, into)).toBeNull();
  await expectNothingForeign(place, target.foreign);
});

it('proves that the traps work: git in the clone does set one off', async () => {
  const place = await bench();
  const target = await prepare(place);
  harmless['filter programs']?.(target);
  rmSync(target.canary, { force: true });
  write(target.tree, { 'f.txt': 'again\n' });
  expect(() => git(target.tree, 'add', '--all')).toThrow(/filter/);
  expect(existsSync(target.canary)).toBe(true);
});
