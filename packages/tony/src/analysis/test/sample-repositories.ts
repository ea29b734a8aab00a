const manifest = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** A shop on Express in JavaScript: mounted routers, tests of one of them, Mocha. */
export const expressShop: Readonly<Record<string, string>> = {
  'package.json': manifest({
    name: 'shop-api',
    version: '1.2.0',
    main: 'src/server.js',
    scripts: { start: 'node src/server.js', test: 'mocha test' },
    dependencies: { express: '^5.0.0', knex: '^3.0.0' },
    devDependencies: { mocha: '^11.0.0', supertest: '^7.0.0' },
  }),
  'README.md': '# Shop\n\nAn API.\n',
  '.github/workflows/ci.yml': 'on: push\n',
  'src/server.js':
    "const app = require('./app');\napp.listen(process.env.PORT || 3000, () => {});\n",
  'src/app.js': `const express = require('express');
const orders = require('./routes/orders');
const customers = require('./routes/customers');
const app = express();
app.use(express.json());
app.use('/api/orders', orders);
app.use('/api/customers', customers);
app.get('/health', (request, response) => response.send('ok'));
module.exports = app;
`,
  'src/routes/orders.js': `const { Router } = require('express');
const store = require('../store');
const router = Router();
router.get('/', async (request, response) => response.json(await store.list('orders')));
router.get('/:id', async (request, response) => response.json(await store.find(request.params.id)));
router.post('/', async (request, response) => response.status(201).json(await store.add(request.body)));
module.exports = router;
`,
  'src/routes/customers.js': `const { Router } = require('express');
const store = require('../store');
const router = Router();
router.route('/').get((request, response) => response.json(store.list('customers')));
module.exports = router;
`,
  'src/store.js': 'module.exports = { list: () => [], find: () => null, add: (row) => row };\n',
  'test/orders.test.js':
    "const request = require('supertest');\nconst app = require('../src/app');\ndescribe('orders', () => { it('lists', () => request(app).get('/api/orders').expect(200)); });\n",
};

/** A booking service on Fastify in TypeScript: plugins with prefixes, Vitest, GitLab. */
export const fastifyBooking: Readonly<Record<string, string>> = {
  'package.json': manifest({
    name: 'booking',
    type: 'module',
    scripts: { start: 'node src/main.ts', test: 'vitest run' },
    dependencies: { fastify: '^5.0.0' },
    devDependencies: { vitest: '^3.0.0', typescript: '^5.0.0' },
  }),
  'pnpm-lock.yaml': 'lockfileVersion: 9\n',
  '.gitlab-ci.yml': 'test:\n  script: pnpm test\n',
  'docs/api.md': '# API\n',
  'src/main.ts':
    "import { buildServer } from './build-server.ts';\nconst server = buildServer();\nawait server.listen({ port: 3000 });\n",
  'src/build-server.ts': `import Fastify from 'fastify';
import { rooms } from './plugins/rooms.ts';
import { guests } from './plugins/guests.ts';
export function buildServer() {
  const fastify = Fastify();
  fastify.register(rooms, { prefix: '/rooms' });
  fastify.register(guests, { prefix: '/guests' });
  return fastify;
}
`,
  'src/plugins/rooms.ts': `import type { FastifyInstance } from 'fastify';
export async function rooms(fastify: FastifyInstance) {
  fastify.get('/', async () => []);
  fastify.route({ method: 'PUT', url: '/:id', handler: async () => ({}) });
}
`,
  'src/plugins/guests.ts': `import type { FastifyInstance } from 'fastify';
export async function guests(fastify: FastifyInstance) {
  fastify.get<{ Params: { id: string } }>('/:id', async (request) => ({ id: request.params.id }));
  fastify.delete('/:id', async () => null);
}
`,
  'src/plugins/guests.test.ts':
    "import { expect, it } from 'vitest';\nimport { guests } from './guests.ts';\nit('is a plugin', () => expect(guests).toBeTypeOf('function'));\n",
};

/** A small link shortener on Hono: one chained app in one file, the runner of Node, Woodpecker. */
export const honoLinks: Readonly<Record<string, string>> = {
  'package.json': manifest({
    name: 'links',
    type: 'module',
    scripts: { test: 'node --test' },
    dependencies: { hono: '^4.0.0', '@hono/node-server': '^1.0.0' },
  }),
  '.woodpecker.yml': 'steps:\n  - name: test\n',
  'index.ts':
    "import { serve } from '@hono/node-server';\nimport { links } from './links/links.ts';\nimport { Hono } from 'hono';\nconst app = new Hono();\napp.route('/links', links);\nserve(app);\n",
  'links/links.ts': `import { Hono } from 'hono';
import { shorten } from './shorten.ts';
export const links = new Hono()
  .get('/', (context) => context.json([]))
  .post('/', async (context) => context.json({ code: shorten(await context.req.text()) }))
  .get('/:code', (context) => context.redirect('/'));
`,
  'links/shorten.ts':
    'export function shorten(url: string): string {\n  return url.slice(0, 6);\n}\n',
  'links/shorten.test.ts':
    "import { test } from 'node:test';\nimport { shorten } from './shorten.ts';\ntest('shortens', () => { shorten('x'); });\n",
};
