/** What people read about a rule, in our own words. */
export interface Prose {
  /** Short name of the defect, without a place. */
  title: string;
  why: string;
  fix: string;
  /** True when the title fits a whole group of rules: the tool's message then says more. */
  isGeneral: boolean;
}

type Entry = readonly [title: string, why: string, fix: string];

/** Rules that are met often; the others are described by their group. */
const rules: Readonly<Record<string, Entry>> = {
  'lint/security/noGlobalEval': [
    'Code is evaluated from a string',
    'Whoever controls the string runs code with the rights of this program.',
    'Parse the input and act on the result; no evaluated code.',
  ],
  'lint/security/noDangerouslySetInnerHtml': [
    'Raw HTML is inserted into the page',
    'Text that users can influence becomes script in the browser of others.',
    'Render text as text, or sanitise the HTML first.',
  ],
  'lint/security/noBlankTarget': [
    'A link opens a new tab without protection',
    'The opened page can navigate this one elsewhere.',
    'Add rel="noopener" to the link.',
  ],
  'lint/correctness/noSwitchDeclarations': [
    'A declaration leaks out of its case',
    'All cases share one scope: another case can see the name before it has a value.',
    'Put the body of the case in braces.',
  ],
  'lint/correctness/noUnusedImports': [
    'An import is unused',
    'It costs loading time and suggests a dependency that does not exist.',
    'Remove the import.',
  ],
  'lint/correctness/noUnusedVariables': [
    'A variable is unused',
    'Either it is left over, or something was forgotten that should use it.',
    'Use it or remove it, after looking at which of the two was meant.',
  ],
  'lint/correctness/noUnusedFunctionParameters': [
    'A parameter is unused',
    'Callers hand over something that has no effect.',
    'Remove the parameter, or begin its name with an underscore where a signature demands it.',
  ],
  'lint/suspicious/noCompareNegZero': [
    'A value is compared with -0',
    'The comparison is also true for 0, so it does not tell what it seems to ask.',
    'Compare with 0, or use Object.is where the sign matters.',
  ],
  'lint/suspicious/noDebugger': [
    'A forgotten debugger statement',
    'The program stops there as soon as somebody attaches an inspector.',
    'Remove the statement.',
  ],
  'lint/suspicious/noDoubleEquals': [
    'Values are compared after conversion',
    'With == the text "0" equals the number 0, and null equals undefined.',
    'Use === and handle null or other types where they were meant.',
  ],
  'lint/suspicious/noExplicitAny': [
    'A value escapes the type check',
    'any switches the type check off for everything it touches.',
    'Describe the value, or use unknown and narrow it.',
  ],
  'lint/suspicious/noVar': [
    'A variable is declared with var',
    'It is visible in the whole function and before its declaration.',
    'Use const, or let where it is assigned again.',
  ],
  'lint/suspicious/noPrototypeBuiltins': [
    'A method of Object.prototype is called on a value',
    'Data can bring its own property of that name, or have no prototype.',
    'Call Object.hasOwn(value, key).',
  ],
  'lint/suspicious/noTsIgnore': [
    'A type error is silenced for good',
    '@ts-ignore stays when the error is long gone and then hides the next one.',
    'Use @ts-expect-error, which reports when it is no longer needed.',
  ],
  'lint/complexity/noUselessCatch': [
    'A catch clause only throws again',
    'It adds lines and does nothing.',
    'Remove the try and catch around the code.',
  ],
  'lint/complexity/noExtraBooleanCast': [
    'A condition is converted twice',
    'A condition is converted to a boolean anyway.',
    'Remove the conversion.',
  ],
  'lint/complexity/noUselessContinue': [
    'A continue at the end of a loop',
    'The loop would go on anyway.',
    'Remove the statement.',
  ],
  'lint/style/useConst': [
    'A variable never changes',
    'With let, a reader has to look for the assignment that never comes.',
    'Declare it with const.',
  ],
  'lint/style/noUnusedTemplateLiteral': [
    'A template literal without a template',
    'Backticks promise an insertion that is not there.',
    'Use plain quotes.',
  ],
  'lint/style/noUselessElse': [
    'An else after a return',
    'The branch before it has left already.',
    'Drop the else and move its body out.',
  ],
  'lint/style/useImportType': [
    'A type is imported as a value',
    'The module is loaded at run time for nothing.',
    'Use import type.',
  ],
  'lint/style/noNonNullAssertion': [
    'A value is asserted to be present',
    'When it is absent after all, the program fails later and elsewhere.',
    'Check the value and say what happens when it is missing.',
  ],
  'lint/style/useTemplate': [
    'Text is put together with +',
    'It is harder to read than a template.',
    'Use a template literal.',
  ],
  'assist/source/organizeImports': [
    'Imports are not in order',
    'Unsorted imports make diffs and merge conflicts larger.',
    'Let the formatter sort them.',
  ],
  format: [
    'Code is not formatted',
    'Every later change to the file mixes content with layout.',
    "Run the formatter with the repository's settings.",
  ],
  parse: [
    'A file cannot be parsed',
    'Nothing can check this file, and most likely nothing can run it.',
    'Correct the syntax.',
  ],
  'import/unresolved': [
    'An import leads nowhere',
    'Loading the module fails.',
    'Correct the path or restore the file.',
  ],
  'unused/export': [
    'An export nobody imports',
    'It has to be kept working for no one.',
    'Remove the export, or the code itself where nothing in the file uses it.',
  ],
  'unused/file': [
    'A file nobody imports',
    'It is read, checked and kept up to date for no one.',
    'Delete it, or name it as an entry point when something outside loads it.',
  ],
  'dependency/unused': [
    'A dependency is unused',
    'It is downloaded and shipped with everything it brings along, risks included.',
    'Remove it from package.json and from the lockfile.',
  ],
  'dependency/unused-dev': [
    'A development dependency is unused',
    'It slows down each install and is one more thing to keep safe.',
    'Remove it from package.json and from the lockfile.',
  ],
  'dependency/unlisted': [
    'A dependency is not declared',
    'It works only as long as something else happens to install it.',
    'Declare it in package.json.',
  ],
  'tests/missing': [
    'No test mentions exported functions',
    'A change that breaks them goes unnoticed.',
    'Write tests that call them, including their limits and failures.',
  ],
};

/** Prefixes, longest first, for rules without an entry of their own. */
const groups: readonly (readonly [prefix: string, entry: Entry])[] = [
  [
    'secret/',
    [
      'A credential in plain text',
      'Everybody who can read the code, or a copy of it, can use the credential, also after it is removed from the newest version.',
      'Revoke the credential first. Then read it from the environment or a secret store.',
    ],
  ],
  [
    'typescript/',
    [
      'A type error',
      'The compiler has proof that the code does not fit together.',
      'Change the code or the type so that both say the same; do not silence the error.',
    ],
  ],
  [
    'dependency/vulnerable',
    [
      'Dependencies have known vulnerabilities',
      'Attackers read the same list.',
      'Move to a fixed version, or replace the dependency.',
    ],
  ],
  [
    'lint/security/',
    [
      'Code that is open to attack',
      'The pattern is a common way into programs.',
      'Replace it as the message says.',
    ],
  ],
  [
    'lint/correctness/',
    [
      'Code that cannot be right',
      'The code does something else than it says.',
      'Correct it as the message says.',
    ],
  ],
  [
    'lint/suspicious/',
    [
      'Suspicious code',
      'The pattern is legal and usually a mistake.',
      'Say plainly what is meant.',
    ],
  ],
  [
    'lint/a11y/',
    [
      'Not usable by everybody',
      'People with a keyboard or a screen reader cannot use this part.',
      'Change the markup as the message says.',
    ],
  ],
  [
    'lint/performance/',
    [
      'Slower than it need be',
      'The pattern costs time or memory as data grows.',
      'Use the alternative the message names.',
    ],
  ],
  [
    'lint/complexity/',
    [
      'More complicated than it need be',
      'There is a simpler way to write this.',
      'Simplify it as the message says.',
    ],
  ],
  [
    'lint/',
    [
      'Against the code style',
      'Code in one style is easier to read.',
      'Change it as the message says.',
    ],
  ],
  [
    '',
    [
      'A rule is broken',
      'The repository checks this rule.',
      'Change the code as the message says.',
    ],
  ],
];

/** What, why and how for one rule. */
export function proseFor(rule: string): Prose {
  const own = rules[rule];
  const entry = own ?? groups.find(([prefix]) => rule.startsWith(prefix))?.[1];
  const [title, why, fix] = entry ?? ['A rule is broken', '', ''];
  return { title, why, fix, isGeneral: own === undefined };
}
