import type { PlanAgentType, TaskType } from '@mosaic/contract';
import { part, type StepOutline, step, type TaskOutline, task } from './outline.ts';
import type { Setting } from './setting.ts';
import { shortPath } from './short-path.ts';

/** A new unit: what it promises, the code, and tests that show it. */
export function build(
  setting: Setting,
  title: string,
  unit: {
    readonly thing: string;
    readonly file: string;
    /** What it does, beginning with a verb: "answer with one page of orders". */
    readonly does: string;
    /** When it refuses or fails: "a page that does not exist". */
    readonly fails: string;
    readonly type?: TaskType;
    readonly agent?: PlanAgentType;
  },
): TaskOutline {
  const { thing, file, does, fails, agent } = unit;
  const type = unit.type ?? 'FEATURE_ADD';
  const test = setting.testOf(file);
  const where = shortPath(file);
  return task(title, [
    part(`Write ${thing}`, [
      step('REFACTOR', `Say in ${where} what goes into ${thing} and what comes out`, {
        files: [file],
        agent,
        minutes: 20,
        done: [`${file} has the types and comments of ${thing}`, 'The project builds'],
      }),
      step(type, `Have ${thing} ${does}`, {
        files: [file],
        agent,
        minutes: 30,
        done: [`${file} does it for the usual case`, `${setting.testCommand} passes`],
      }),
      step('ERROR_HANDLING', `Refuse ${fails} in ${thing}`, {
        files: [file],
        agent,
        minutes: 25,
        done: ['Each refusal says what happened and what to do', 'No failure is swallowed'],
      }),
    ]),
    part(`Prove ${thing}`, [
      step('TEST_ADD', `Test the usual use of ${thing} in ${shortPath(test)}`, {
        files: [test],
        done: [`${setting.testCommand} runs ${test} and passes`],
      }),
      step('TEST_ADD', `Test limits and refusals of ${thing} in ${shortPath(test)}`, {
        files: [test],
        done: [`${test} fails when a refusal is taken out of ${file}`],
      }),
    ]),
  ]);
}

/** Tests of code that is there and has none. */
export function cover(setting: Setting, file: string): TaskOutline {
  const test = setting.testOf(file);
  const where = shortPath(file);
  return task(`Cover ${where}`, [
    part(`Learn what ${where} promises`, [
      step('REVIEW', `List what callers of ${where} rely on`, {
        files: [test],
        agent: 'testing-agent',
        done: [`${test} has one named, empty test for each promise of ${file}`],
      }),
      step('TEST_ADD', `Set up ${shortPath(test)} without touching ${where}`, {
        files: [test],
        done: [`${setting.testCommand} runs ${test}`, `${file} is unchanged`],
      }),
    ]),
    part(`Test ${where}`, [
      step('TEST_ADD', `Test the usual use of ${where}`, {
        files: [test],
        done: [`${test} passes and fails when ${file} is broken on purpose`],
      }),
      step('TEST_ADD', `Test empty, largest and wrong input of ${where}`, {
        files: [test],
        done: [`${test} covers each branch of ${file} that refuses something`],
      }),
      step('VERIFICATION', `Run all tests with ${shortPath(test)} among them`, {
        files: [test],
        done: [`${setting.testCommand} passes twice in a row`],
      }),
    ]),
  ]);
}

/** Something to be found out before it is done, with the answer written down. */
export function findOut(
  setting: Setting,
  question: string,
  options: { readonly page: string; readonly looksAt: readonly string[]; readonly answers: string },
): TaskOutline {
  const page = setting.page(options.page);
  const [first = setting.entry, second = setting.readme] = options.looksAt;
  return task(question, [
    part(`Gather: ${question.toLowerCase()}`, [
      step('REVIEW', `Read ${shortPath(first)} and note what bears on it`, {
        files: [page],
        done: [`${page} names the functions of ${first} concerned`],
      }),
      step('REVIEW', `Follow it through ${shortPath(second)}`, {
        files: [page],
        done: [`${page} says how ${second} is concerned, or that it is not`],
      }),
    ]),
    part(`Decide: ${question.toLowerCase()}`, [
      step('REVIEW', `Weigh two ways in ${shortPath(page)}`, {
        files: [page],
        done: [`${page} has two ways with what speaks for and against each`],
      }),
      step('REVIEW', `Write down ${options.answers}`, {
        files: [page],
        agent: 'documentation-agent',
        minutes: 15,
        done: [`${page} says ${options.answers}, and why`],
      }),
    ]),
  ]);
}

/** A page for people, checked against what it describes. */
export function document(
  setting: Setting,
  topic: string,
  options: { readonly page?: string; readonly describes: string; readonly reader: string },
): TaskOutline {
  const page = options.page ?? setting.page(topic);
  const write = (title: string, done: string, more: Partial<StepOutline> = {}): StepOutline =>
    step(more.type ?? 'STYLE_FIX', title, {
      files: [page],
      done: [done],
      minutes: 25,
      agent: more.agent ?? 'documentation-agent',
    });
  return task(`Document ${topic}`, [
    part(`Write about ${topic}`, [
      write(
        `Outline ${shortPath(page)} for ${options.reader}`,
        `${page} has headings for what ${options.reader} ask first`,
      ),
      write(
        `Describe ${topic} from ${shortPath(options.describes)}`,
        `${page} says nothing that ${options.describes} does not do`,
      ),
    ]),
    part(`Check what is said about ${topic}`, [
      write(
        `Add an example of ${topic} to ${shortPath(page)}`,
        `The example in ${page} was run and its output is shown`,
      ),
      write(
        `Read ${shortPath(page)} as ${options.reader} would`,
        `Links of ${page} lead somewhere`,
        {
          type: 'REVIEW',
          agent: 'qa-agent',
        },
      ),
    ]),
  ]);
}

/** A look at finished work, with room to put right what is found. */
export function verify(
  setting: Setting,
  subject: string,
  options: { readonly files: readonly string[]; readonly measure: string },
): TaskOutline {
  const files = options.files.slice(0, 5);
  const first = files[0] ?? setting.entry;
  return task(`Verify ${subject}`, [
    part(`Check ${subject}`, [
      step('VERIFICATION', `Run all tests over ${subject}`, {
        files: [],
        done: [`${setting.testCommand} passes on a fresh checkout`],
      }),
      step('REVIEW', `Review ${shortPath(first)} with what it touches`, {
        files: [first],
        done: [`Each remark on ${first} is settled or written down`],
      }),
      step('VERIFICATION', `Measure ${options.measure}`, {
        files: [],
        done: [`${options.measure} is known and within its bound`],
      }),
    ]),
    part(`Put right what was found in ${subject}`, [
      step('ERROR_HANDLING', `Fix what the review of ${shortPath(first)} found`, {
        files: [first],
        minutes: 30,
        done: ['Each fix has a test that failed before'],
      }),
      step('VERIFICATION', `Check ${subject} once more`, {
        files: [],
        done: [`${setting.testCommand} passes`],
      }),
    ]),
  ]);
}

/** Something an attacker could use: shown by a test, closed, and kept closed. */
export function harden(
  setting: Setting,
  title: string,
  options: { readonly file: string; readonly attack: string; readonly defence: string },
): TaskOutline {
  const { file, attack, defence } = options;
  const test = setting.testOf(file);
  return task(title, [
    part(`Show it: ${attack}`, [
      step('SECURITY_FIX', `Write a test in ${shortPath(test)} that does it: ${attack}`, {
        files: [test],
        done: [`${test} has a test marked as failing for as long as it is possible`],
      }),
      step('REVIEW', `Look in ${shortPath(file)} for other ways to the same end`, {
        files: [test],
        agent: 'security-agent',
        done: ['Each further way has such a test as well, or is ruled out in words'],
      }),
    ]),
    part(`Stop it: ${attack}`, [
      step('SECURITY_FIX', `Make ${shortPath(file)} ${defence}`, {
        files: [file],
        minutes: 30,
        done: [
          `The tests of ${test} pass`,
          'What was allowed before and should be is still allowed',
        ],
      }),
      step('ERROR_HANDLING', `Log and count attempts without their secrets in ${shortPath(file)}`, {
        files: [file],
        agent: 'security-agent',
        done: ['An attempt leaves one line in the log, with no secret in it'],
      }),
      step('VERIFICATION', `Run all tests against ${shortPath(file)}`, {
        files: [],
        agent: 'security-agent',
        done: [`${setting.testCommand} passes`],
      }),
    ]),
  ]);
}

/** A gate that every change has to pass. */
export function gate(
  setting: Setting,
  title: string,
  options: { readonly checks: string; readonly command: string },
): TaskOutline {
  const { pipeline, manifest } = setting;
  const devops = (title: string, files: readonly string[], done: readonly string[]): StepOutline =>
    step('FEATURE_ADD', title, { files, done, minutes: 25, agent: 'devops-agent' });
  return task(title, [
    part(`Have ${options.checks} run with one command`, [
      devops(
        `Declare "${options.command}" in ${shortPath(manifest)}`,
        [manifest],
        [`${options.command} runs on a fresh checkout`],
      ),
      devops(
        `Make ${options.checks} clean or say what is known to be not`,
        [manifest],
        [`${options.command} ends with 0`],
      ),
    ]),
    part(`Have ${options.checks} hold for every change`, [
      devops(
        `Run ${options.checks} in ${shortPath(pipeline)}`,
        [pipeline],
        [`${pipeline} runs ${options.command} for every change`],
      ),
      step('VERIFICATION', `Show that ${options.checks} stop a bad change`, {
        files: [],
        done: ['A change that breaks them on purpose is refused'],
      }),
    ]),
  ]);
}
