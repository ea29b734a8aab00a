import { atLeastTwo } from '../at-least-two.ts';
import { fileName } from '../goal-subjects.ts';
import { feature, type StoryOutline, story } from '../outline.ts';
import { build, document, findOut, gate, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import {
  acceptanceStory,
  coverageStories,
  observationStory,
  pagesStory,
} from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Tools, resources and prompts for agents over the Model Context Protocol. */
export const mcpServer: PlanTemplate = {
  name: 'mcp-server',
  title: 'MCP server',
  summary: 'Tools, resources and prompts for agents over the Model Context Protocol.',
  keywords: [
    'mcp server',
    'model context protocol',
    'mcp',
    'tool for agents',
    'tool server',
    'agent tool',
    'prompt',
    'stdio',
    'claude',
  ],
  outline: (setting) => {
    const server = setting.source('mcp-server', 'mcp');
    return [
      feature('Ground', [words(setting, server), transports(setting, server)], {
        priority: 'high',
      }),
      feature('Tools', [...tools(setting), resources(setting)].slice(0, 6), {
        priority: 'high',
        after: [1],
      }),
      feature(
        'Safety and quality',
        [
          safety(setting, server),
          observationStory(setting, 'the server'),
          ...coverageStories(setting, { max: 3 }),
          story(
            'Work with real clients',
            ['Clients of the newest and the one before it list and call every tool.'],
            [
              verify(setting, 'a session over stdio', {
                files: [server],
                measure: 'calls that a real client makes in a row',
              }),
              gate(setting, 'Check conformance with every change', {
                checks: 'conformance',
                command: 'test:conformance',
              }),
            ],
          ),
          pagesStory(setting, setting.name),
          acceptanceStory(setting, 'the server', [server, setting.entry]),
        ],
        { after: [2] },
      ),
    ];
  },
};

function words(setting: Setting, server: string): StoryOutline {
  return story(
    'Agree on what agents can do',
    ['An agent that reads names and descriptions alone chooses the right tool.'],
    [
      findOut(setting, 'What agents are to get done', {
        page: 'tools',
        looksAt: [setting.composition, setting.readme],
        answers: 'each tool with its name, input, output and side effects',
      }),
      document(setting, 'tools', { describes: server, reader: 'those who connect an agent' }),
    ],
    { inOrder: true },
  );
}

function transports(setting: Setting, server: string): StoryOutline {
  return story(
    `Be reached over stdio and HTTP from ${shortPath(server)}`,
    ['A client connects with one line of configuration.'],
    [
      build(setting, `Answer initialize and list tools in ${shortPath(server)}`, {
        thing: 'the server',
        file: server,
        does: 'agree on a version, and list tools, resources and prompts',
        fails: 'versions it does not speak, naming those it does',
        agent: 'backend-agent',
      }),
      build(setting, 'Speak over standard input', {
        thing: 'stdio',
        file: setting.source('stdio', 'mcp'),
        does: 'speak over standard input and output, and write nothing else there',
        fails: 'messages larger than its bound',
        agent: 'backend-agent',
      }),
      build(setting, 'Speak over HTTP', {
        thing: 'streamable HTTP',
        file: setting.source('http', 'mcp'),
        does: 'answer posts, stream what takes long, and go on after a lost connection',
        fails: 'other origins and unknown sessions',
        agent: 'backend-agent',
      }),
    ],
  );
}

/** Tools for what the goal names, else for what the repository's routes offer. */
function tools(setting: Setting): StoryOutline[] {
  const groups = setting.routeGroups.map(({ name }) => name);
  const named = setting.subjects.length > 0 ? setting.subjects : groups;
  const names = named.length > 0 ? named : ['records'];
  return names.slice(0, 4).map((name) => {
    const behind = setting.routeGroups.find((group) => group.name === fileName(name));
    const from = behind === undefined ? '' : ` through ${shortPath(behind.file)}`;
    const tool = (verb: string, does: string) => {
      const file = setting.source(`${verb}-${fileName(name)}`, 'mcp/tools');
      return build(
        setting,
        `${verb}_${fileName(name).replaceAll('-', '_')} in ${shortPath(file)}`,
        {
          thing: `the tool to ${verb} ${name}`,
          file,
          does: `${does}${from}, and answer with text and structured content`,
          fails: 'input that does not fit, with isError and what to do instead',
          agent: 'backend-agent',
        },
      );
    };
    return story(
      `Let agents work with ${name}`,
      [`An agent finds, reads and changes ${name}, and asks before it destroys anything.`],
      [
        tool('find', `find ${name} by words, a page at a time`),
        tool('read', `give one of the ${name} with all an agent needs to decide`),
        tool('change', `change ${name} once, however often it is called with the same key`),
      ],
    );
  });
}

function resources(setting: Setting): StoryOutline {
  const file = setting.source('resources', 'mcp');
  return story(
    'Offer what agents read and how they begin',
    ['An agent reads what it needs by address, and people start it from a prompt.'],
    atLeastTwo(
      [
        build(setting, `Offer resources in ${shortPath(file)}`, {
          thing: 'resources',
          file,
          does: 'list and read resources by address, and tell when they change',
          fails: 'addresses outside of what it offers',
          agent: 'backend-agent',
        }),
        build(setting, 'Offer prompts', {
          thing: 'prompts',
          file: setting.source('prompts', 'mcp'),
          does: 'offer prompts with checked arguments',
          fails: 'arguments that are missing',
          agent: 'backend-agent',
        }),
      ],
      document(setting, 'resources', { describes: file, reader: 'those who connect an agent' }),
    ),
  );
}

function safety(setting: Setting, server: string): StoryOutline {
  return story(
    'Trust neither callers nor contents',
    ['No text that a tool returns, and no caller, gets more rights than given.'],
    [
      harden(setting, 'Hold callers to their rights', {
        file: server,
        attack: 'call a tool without a token, or with one for another server',
        defence: 'check the token and its audience before any tool runs',
      }),
      harden(setting, 'Bound what tools touch', {
        file: setting.source('scope', 'mcp'),
        attack: 'name a path, address or command outside of what the tool is for',
        defence: 'resolve names and refuse what lies outside',
      }),
    ],
  );
}
