import { subjectOf } from '../../analysis/test-path.ts';
import { shortPath } from '../../templates/short-path.ts';
import { type AtomicFacts, codeFilesOf } from '../atomic-facts.ts';
import type { GapContext, GapRule, MissingStep } from '../gap-rule.ts';

/** Files that at least so many others import. */
const importersMin = 3;

/** Original code atomics of an epic by the files they change; the last one that changes a file. */
function changedFiles(atomics: readonly AtomicFacts[]): Map<string, AtomicFacts> {
  return new Map(
    atomics
      .filter(({ isCode, isOriginal }) => isCode && isOriginal)
      .flatMap((own) => codeFilesOf(own).map((file) => [file, own] as const)),
  );
}

/** A file that many use is changed, and none of its users is run with it. */
function* hubWithoutUsers({
  draft,
  analysis,
  testOf,
  testCommand,
}: GapContext): Generator<MissingStep> {
  const importers = new Map(analysis?.hubs.map((hub) => [hub.path, hub.importers]));
  for (const epic of draft.level(0)) {
    const atomics = draft.atomicsBelow(epic);
    for (const [file, near] of changedFiles(atomics)) {
      const count = importers.get(file) ?? 0;
      const test = testOf(file);
      const isChecked = atomics.some(
        (own) =>
          (own.isTest || own.isReview) &&
          (own.node.files.some((path) => subjectOf(path) === subjectOf(test)) ||
            own.words.includes(file.toLowerCase())),
      );
      if (count < importersMin || isChecked) continue;
      yield {
        near,
        reason: `${near.node.id} changes ${file}, which ${count} files import, and no step runs these with it.`,
        title: `Run the ${count} users of ${shortPath(file)} together with it`,
        taskType: 'TEST_ADD',
        agentType: 'testing-agent',
        files: [test],
        done: [`${testCommand} passes`, `Each way in which others use ${file} has a test`],
      };
    }
  }
}

/** Routes are changed, and what callers were promised is not. */
function* routeWithoutContract({ draft, analysis, page }: GapContext): Generator<MissingStep> {
  const routes = new Map<string, string[]>();
  for (const { method, path, file } of analysis?.routes ?? []) {
    routes.set(file, [...(routes.get(file) ?? []), `${method} ${path}`]);
  }
  const contract = page('api');
  for (const epic of draft.level(0)) {
    const atomics = draft.atomicsBelow(epic);
    const described = atomics
      .filter(
        ({ isDocument, node }) =>
          isDocument || node.files.some((file) => /openapi|swagger/i.test(file)),
      )
      .map(({ words }) => words);
    for (const [file, near] of changedFiles(atomics)) {
      const own = routes.get(file);
      if (own === undefined) continue;
      const isTold = described.some(
        (words) =>
          words.includes(file.toLowerCase()) ||
          own.some((route) => words.includes(route.toLowerCase())),
      );
      if (isTold) continue;
      const named = own.slice(0, 3).join(', ');
      yield {
        near,
        reason: `${near.node.id} changes ${file}, which answers ${named}, and no step describes what callers get.`,
        title: `Describe ${named} of ${shortPath(file)} in ${shortPath(contract)}`,
        taskType: 'STYLE_FIX',
        agentType: 'documentation-agent',
        files: [contract],
        done: [`${contract} has request, answer and refusals of each route of ${file}`],
      };
    }
  }
}

const joined = /\b(?:integrat\w+|together|end[ -]to[ -]end|e2e|between|as a whole)\b/;

/** A story changes two packages, and they are tried apart only. */
function* packagesApart({
  draft,
  analysis,
  testOf,
  testCommand,
}: GapContext): Generator<MissingStep> {
  const folders = (analysis?.packages ?? []).filter(({ path }) => path !== '.');
  if (folders.length < 2) return;
  const packageOf = (file: string) =>
    folders
      .filter(({ path }) => file.startsWith(`${path}/`))
      .toSorted((a, b) => b.path.length - a.path.length)[0];
  for (const story of draft.level(2)) {
    const atomics = draft.atomicsBelow(story);
    const changed = changedFiles(atomics);
    const touched = new Map(
      [...changed].flatMap(([file, own]) => {
        const found = packageOf(file);
        return found === undefined ? [] : [[found.name, { file, own }] as const];
      }),
    );
    const [first, second] = touched.keys();
    const last = [...touched.values()].at(-1);
    if (first === undefined || second === undefined || last === undefined) continue;
    if (atomics.some(({ isTest, words }) => isTest && joined.test(words))) continue;
    const { id, title } = draft.node(story);
    yield {
      near: last.own,
      reason: `${id} "${title}" changes ${[...touched.keys()].slice(0, 5).join(', ')}, and no test tries them together.`,
      title: `Test ${first} and ${second} together`,
      taskType: 'TEST_ADD',
      agentType: 'testing-agent',
      files: [testOf(last.file)],
      done: [`${testCommand} runs a test that goes through ${first} and ${second} together`],
    };
  }
}

export const integrationPointRules: readonly GapRule[] = [
  { name: 'hub-without-users', area: 'integration-points', find: hubWithoutUsers },
  { name: 'route-without-contract', area: 'integration-points', find: routeWithoutContract },
  { name: 'packages-apart', area: 'integration-points', find: packagesApart },
];
