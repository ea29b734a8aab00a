import { singular } from './goal-subjects.ts';
import { part, type StepOutline, step, type TaskOutline, task } from './outline.ts';
import type { Setting } from './setting.ts';
import { shortPath } from './short-path.ts';

/** What is done to a resource over HTTP. */
export type EndpointAction = 'list' | 'read' | 'create' | 'change' | 'remove';

export const endpointActions = ['list', 'read', 'create', 'change', 'remove'] as const;

interface Words {
  readonly method: string;
  readonly title: (name: string) => string;
  readonly does: (name: string) => string;
  readonly status: string;
  readonly refuses: (name: string) => string;
  readonly isOne: boolean;
}

const words: Readonly<Record<EndpointAction, Words>> = {
  list: {
    method: 'GET',
    title: (name) => `List ${name}`,
    does: (name) => `answer with one page of ${name} and the place of the next`,
    status: '200',
    refuses: () => 'a page size out of bounds with 400',
    isOne: false,
  },
  read: {
    method: 'GET',
    title: (name) => `Read one of the ${name}`,
    does: (name) => `answer with the ${singular(name)} of that id`,
    status: '200',
    refuses: () => 'an unknown id with 404',
    isOne: true,
  },
  create: {
    method: 'POST',
    title: (name) => `Create ${name}`,
    does: (name) => `store the ${singular(name)} and answer with where it is`,
    status: '201',
    refuses: () => 'a body that does not fit its schema with 422',
    isOne: false,
  },
  change: {
    method: 'PATCH',
    title: (name) => `Change ${name}`,
    does: (name) => `change the fields of the ${singular(name)} that were given, and no others`,
    status: '200',
    refuses: () => 'a change made on an old version with 409',
    isOne: true,
  },
  remove: {
    method: 'DELETE',
    title: (name) => `Remove ${name}`,
    does: (name) => `remove the ${singular(name)} and what belongs to it`,
    status: '204',
    refuses: () => 'an id that is not the caller’s with 404',
    isOne: true,
  },
};

/** Which action a method on a path is, seen from the resource. */
export function actionOf(method: string, path: string): EndpointAction | null {
  const isOne = /(?::[\w]+|\{[^}]+\}|<[^>]+>|\[[^\]]+\])\/?$/.test(path);
  if (method === 'GET') return isOne ? 'read' : 'list';
  if (method === 'POST') return isOne ? null : 'create';
  if (method === 'PUT' || method === 'PATCH') return isOne ? 'change' : null;
  return method === 'DELETE' && isOne ? 'remove' : null;
}

export interface EndpointPlace {
  /** Plural name of the resource, such as `line items`. */
  readonly name: string;
  /** Path of the collection, such as `/api/orders`. */
  readonly path: string;
  readonly file: string;
}

/** A new endpoint: contract, handler, tests, one after the other. */
export function endpoint(
  setting: Setting,
  action: EndpointAction,
  { name, path, file }: EndpointPlace,
): TaskOutline {
  const { method, title, does, status, refuses, isOne } = words[action];
  const route = `${method} ${isOne ? `${path}/:id` : path}`;
  const contract = setting.page('api');
  const test = setting.testOf(file);
  const backend = (text: string, done: readonly string[], minutes: number): StepOutline =>
    step('FEATURE_ADD', text, { files: [file], done, minutes, agent: 'backend-agent' });
  return task(`${title(name)}: ${route}`, [
    part(`Agree on ${route}`, [
      step('STYLE_FIX', `Describe ${route} in ${shortPath(contract)}`, {
        files: [contract],
        agent: 'documentation-agent',
        minutes: 20,
        done: [`${contract} has request, answer ${status} and refusals of ${route}`],
      }),
      step('TEST_ADD', `Write the test of ${route} first, in ${shortPath(test)}`, {
        files: [test],
        done: [`${test} asks ${route}; it is marked as failing until something answers`],
      }),
    ]),
    part(`Answer ${route}`, [
      backend(
        `Check what ${route} is given, in ${shortPath(file)}`,
        [`${file} refuses what does not fit its schema and says which field`],
        20,
      ),
      backend(
        `Have ${route} ${does(name)}`,
        [`The test of ${route} in ${test} passes without a mark`],
        30,
      ),
      step('ERROR_HANDLING', `Refuse ${refuses(name)}`, {
        files: [file],
        agent: 'backend-agent',
        done: [`${route} answers so and changes nothing`],
      }),
    ]),
    part(`Prove ${route}`, [
      step('TEST_ADD', `Test refusals of ${route} in ${shortPath(test)}`, {
        files: [test],
        done: [`Each refusal in ${contract} has a test in ${test}`],
      }),
      step('VERIFICATION', `Compare ${route} with ${shortPath(contract)}`, {
        files: [],
        done: [`${setting.testCommand} passes and answers look as ${contract} says`],
      }),
    ]),
  ]);
}

/** An endpoint that is there: described, tested, made to refuse what it should. */
export function strengthenEndpoint(
  setting: Setting,
  route: { readonly method: string; readonly path: string },
  { file, test }: { readonly file: string; readonly test: string },
): TaskOutline {
  const named = `${route.method} ${route.path}`;
  const contract = setting.page('api');
  return task(`Strengthen ${named}`, [
    part(`Pin down ${named} as it is`, [
      step('TEST_ADD', `Test what ${named} answers today, in ${shortPath(test)}`, {
        files: [test],
        done: [`${test} asks ${named} and passes without a change to ${file}`],
      }),
      step('STYLE_FIX', `Describe ${named} in ${shortPath(contract)}`, {
        files: [contract],
        agent: 'documentation-agent',
        minutes: 20,
        done: [`${contract} has request, answer and refusals of ${named}`],
      }),
    ]),
    part(`Make ${named} safe to rely on`, [
      step('GUARD_ADD', `Check what ${named} is given, in ${shortPath(file)}`, {
        files: [file],
        agent: 'backend-agent',
        done: [`${file} answers 400 or 422 to what does not fit, and says which field`],
      }),
      step('ERROR_HANDLING', `Have failures behind ${named} answered, not thrown`, {
        files: [file],
        agent: 'backend-agent',
        done: [`A failing store behind ${named} gives 503 or 500 in the shape of all errors`],
      }),
      step('TEST_ADD', `Test refusals and failures of ${named} in ${shortPath(test)}`, {
        files: [test],
        done: [`${test} covers each refusal of ${named}`],
      }),
    ]),
  ]);
}
