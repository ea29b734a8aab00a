import { atLeastTwo } from '../at-least-two.ts';
import {
  actionOf,
  type EndpointPlace,
  endpoint,
  endpointActions,
  strengthenEndpoint,
} from '../endpoint-recipes.ts';
import { fileName, singular } from '../goal-subjects.ts';
import {
  type FeatureOutline,
  feature,
  part,
  type StoryOutline,
  step,
  story,
  type TaskOutline,
  task,
} from '../outline.ts';
import { build, cover, document, findOut, harden } from '../recipes.ts';
import type { RouteGroup, Setting } from '../setting.ts';
import {
  acceptanceStory,
  coverageStories,
  gateStory,
  observationStory,
  pagesStory,
} from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

const resourcesMax = 3;
const groupsMax = 4;

/** Resources over HTTP: contract, endpoints, safety, operation. */
export const restApi: PlanTemplate = {
  name: 'rest-api',
  title: 'REST API',
  summary: 'Resources over HTTP with a contract, refusals, tests, safety and operation.',
  keywords: [
    'rest api',
    'rest',
    'api',
    'endpoint',
    'http',
    'crud',
    'resource',
    'route',
    'openapi',
    'backend',
    'microservice',
    'web service',
  ],
  outline: (setting) => {
    const resources = resourcesOf(setting);
    const files = new Set(resources.map(({ file }) => file));
    const others = setting.routeGroups.filter(({ file }) => !files.has(file)).slice(0, groupsMax);
    const features: FeatureOutline[] = [
      foundation(setting),
      feature(
        `Resources of ${setting.name}`,
        atLeastTwo(
          resources.map((place) => resourceStory(setting, place)),
          rulesStory(setting),
        ),
        { priority: 'high', after: [1] },
      ),
    ];
    if (others.length > 0) features.push(existing(setting, others));
    features.push(
      safety(setting),
      operation(setting, [...files, ...others.map(({ file }) => file)]),
    );
    return features;
  },
};

function resourcesOf(setting: Setting): EndpointPlace[] {
  const named =
    setting.subjects.length > 0
      ? setting.subjects
      : setting.routeGroups.filter(isResource).map(({ name }) => name);
  const names = named.length > 0 ? named : ['items'];
  return names.slice(0, resourcesMax).map((name) => {
    const file = setting.routeFile(name);
    const group = setting.routeGroups.find((own) => own.file === file);
    const own = group?.routes.find(({ path }) => path.includes(fileName(name)))?.path;
    const path = own?.slice(0, own.indexOf(fileName(name)) + fileName(name).length);
    return { name, file, path: path ?? `${prefixOf(setting)}/${fileName(name)}` };
  });
}

/** Routes such as `/health` are no resource. */
function isResource({ name, routes }: RouteGroup): boolean {
  return (
    !/^(?:app|server|index|main|health|status|metrics|ready|static|web)/.test(name) &&
    routes.some(({ path }) => path.includes(name))
  );
}

/** What comes before the names of resources here, such as `/api`. */
function prefixOf(setting: Setting): string {
  const path = setting.routeGroups.flatMap(({ routes }) => routes).map((route) => route.path);
  return (
    path
      .map((own) => /^\/(?:api|rest)(?:\/v\d+)?(?=\/)/.exec(own)?.[0])
      .find((prefix) => prefix !== undefined) ?? ''
  );
}

function foundation(setting: Setting): FeatureOutline {
  const paths = setting.routeGroups.flatMap(({ routes }) => routes).map(({ path }) => path);
  const tellsHealth = paths.some((path) => /\/(?:health|healthz|ready|status)$/.test(path));
  return feature(
    'Contract and ground rules',
    [
      story(
        'Agree on what callers may rely on',
        [`Callers find each request, answer and refusal in ${setting.page('api')}.`],
        [
          findOut(setting, 'Which resources, rules and roles there are', {
            page: 'api-design',
            looksAt: [setting.composition, setting.readme],
            answers: 'resources, their fields and who may do what',
          }),
          document(setting, 'the API', {
            page: setting.page('api'),
            describes: setting.composition,
            reader: 'callers',
          }),
        ],
        { inOrder: true },
      ),
      story(
        'Answer, fail and stop in one way',
        ['Every failure has the same shape, and no request is lost when the server stops.'],
        [
          build(setting, `Give all failures one shape in ${shortPath(setting.source('errors'))}`, {
            thing: 'error answers',
            file: setting.source('errors'),
            does: 'turn each kind of failure into its status and one JSON shape',
            fails: 'to tell callers about stacks, queries or paths',
            agent: 'backend-agent',
          }),
          build(setting, `Start and stop cleanly in ${shortPath(setting.entry)}`, {
            thing: 'start and stop',
            file: setting.entry,
            does: 'read its settings, listen, and finish open requests before it ends',
            fails: 'settings that are missing or make no sense',
            agent: 'backend-agent',
          }),
          ...(tellsHealth ? [] : [health(setting)]),
        ],
      ),
    ],
    { priority: 'high' },
  );
}

function resourceStory(setting: Setting, place: EndpointPlace): StoryOutline {
  const { name, file, path } = place;
  const group = setting.routeGroups.find((own) => own.file === file);
  const has = new Set((group?.routes ?? []).map((route) => actionOf(route.method, route.path)));
  const missing = endpointActions.filter((action) => !has.has(action));
  const accept = [
    `Callers list, read, create, change and remove ${name} at ${path}.`,
    `What does not fit is refused with the field that is wrong, and nothing is stored.`,
  ];
  if (group === undefined) {
    const tasks = missing.map((action) => ({ ...endpoint(setting, action, place), after: [1, 2] }));
    return story(`Serve ${name} from ${shortPath(file)}`, accept, [
      connect(setting, place),
      store(setting, name),
      ...tasks,
    ]);
  }
  const present = group.routes.slice(0, 6 - missing.length);
  return story(
    `Complete ${name} in ${shortPath(file)}`,
    accept,
    atLeastTwo(
      [
        ...present.map((route) => strengthenEndpoint(setting, route, group)),
        ...missing.map((action) => endpoint(setting, action, place)),
      ],
      cover(setting, file),
    ),
  );
}

function connect(setting: Setting, { name, path, file }: EndpointPlace): TaskOutline {
  const test = setting.testOf(file);
  return task(`Put ${shortPath(file)} in its place`, [
    part(`Add ${shortPath(file)}`, [
      step('FEATURE_ADD', `Add a router for ${name} in ${shortPath(file)}`, {
        files: [file],
        agent: 'backend-agent',
        done: [`${file} exports a router without endpoints`, 'The project builds'],
      }),
      step('FEATURE_ADD', `Mount ${path} in ${shortPath(setting.composition)}`, {
        files: [setting.composition],
        agent: 'backend-agent',
        minutes: 20,
        done: [`${setting.composition} mounts ${file} at ${path}`],
      }),
    ]),
    part(`Show that ${path} is reached`, [
      step('TEST_ADD', `Start the server in ${shortPath(test)}`, {
        files: [test],
        done: [`${test} starts and stops the server by itself`],
      }),
      step('VERIFICATION', `Check that other routes answer as before`, {
        files: [],
        done: [`${setting.testCommand} passes`],
      }),
    ]),
  ]);
}

function store(setting: Setting, name: string): TaskOutline {
  const file = setting.source(`${singular(name)}-store`);
  return build(setting, `Store ${name} in ${shortPath(file)}`, {
    thing: `the store of ${name}`,
    file,
    does: `keep ${name} with id, version and times, and find them by id and by page`,
    fails: 'two changes made on the same version',
    agent: 'database-agent',
  });
}

function rulesStory(setting: Setting): StoryOutline {
  return story(
    'Share the rules of all resources',
    ['Lists, schemas and versions work alike at every resource.'],
    [
      build(setting, 'Page through lists in one way', {
        thing: 'paging',
        file: setting.source('paging'),
        does: 'give a page of any list and a cursor that stays valid while rows are added',
        fails: 'cursors it has not made',
        agent: 'backend-agent',
      }),
      build(setting, 'Check bodies and queries in one way', {
        thing: 'validation',
        file: setting.source('validation'),
        does: 'check any input against a schema and name every field that is wrong',
        fails: 'fields that no schema knows',
        agent: 'backend-agent',
      }),
    ],
  );
}

function existing(setting: Setting, groups: readonly RouteGroup[]): FeatureOutline {
  return feature(
    `Routes that ${setting.name} has already`,
    atLeastTwo(
      groups.map((group) =>
        story(
          `Make ${shortPath(group.file)} safe to rely on`,
          [`What ${group.file} answers is described, tested and the same for all failures.`],
          atLeastTwo(
            group.routes.slice(0, 5).map((route) => strengthenEndpoint(setting, route, group)),
            group.isTested
              ? document(setting, `routes of ${group.name}`, {
                  describes: group.file,
                  reader: 'callers',
                })
              : cover(setting, group.file),
          ),
        ),
      ),
      rulesStory(setting),
    ),
    { after: [1] },
  );
}

function safety(setting: Setting): FeatureOutline {
  const { composition } = setting;
  const authenticate = setting.source('authenticate');
  return feature(
    'Safety',
    [
      story(
        'Let only callers in who may',
        ['Without a valid token nothing but the health answer is given.'],
        [
          build(setting, `Know who calls, in ${shortPath(authenticate)}`, {
            thing: 'authentication',
            file: authenticate,
            does: 'tell from a token who calls and what they may do',
            fails: 'tokens that are missing, forged, expired or for somebody else',
            type: 'AUTH_ADD',
            agent: 'security-agent',
          }),
          harden(setting, 'Keep what belongs to others apart', {
            file: authenticate,
            attack: 'read or change what belongs to somebody else by its id',
            defence: 'look for rows of the caller only',
          }),
        ],
        { inOrder: true },
      ),
      story(
        'Bear too much, too large and too odd',
        ['One caller can neither fill the memory nor keep others waiting.'],
        [
          harden(setting, `Bound what ${shortPath(composition)} takes in`, {
            file: composition,
            attack: 'send a body of a gigabyte, or one byte a second',
            defence: 'refuse large bodies with 413 and give up on slow ones',
          }),
          harden(setting, 'Bound how often one caller asks', {
            file: setting.source('rate-limit'),
            attack: 'ask ten thousand times a second',
            defence: 'answer 429 with the time to wait',
          }),
        ],
      ),
    ],
    { after: [1] },
  );
}

function operation(setting: Setting, files: readonly string[]): FeatureOutline {
  const coverage = coverageStories(setting, { max: 6, without: files });
  return feature(
    'Quality and operation',
    [
      observationStory(setting, 'the API'),
      gateStory(setting),
      ...coverage.slice(0, 2),
      pagesStory(setting, setting.name),
      acceptanceStory(setting, 'the API', [setting.composition, ...files]),
    ],
    { after: [2] },
  );
}

function health(setting: Setting): TaskOutline {
  return build(setting, `Tell whether it is well in ${shortPath(setting.composition)}`, {
    thing: 'GET /health',
    file: setting.composition,
    does: 'answer 200 once all it needs is there, and 503 before',
    fails: 'details to callers who may not see them',
    agent: 'backend-agent',
  });
}
