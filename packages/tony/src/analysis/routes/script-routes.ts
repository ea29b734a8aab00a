import { joinPaths, type Mount, type RawRoute } from './raw-route.ts';

const methods = 'get|post|put|patch|delete|del|options|head|all';
const routed = new RegExp(
  `(?:\\b([\\w$]{1,60}))?\\s{0,40}\\.(${methods})(?:<[^()\\n]{0,200}>)?\\(\\s{0,20}(['"\`])(/[^'"\`\\n]{0,200}|\\*)\\3`,
  'g',
);
const chained = /\.route\(\s{0,20}['"](\/[^'"\n]{0,200})['"]\s{0,20}\)((?:.|\n){0,600})/g;
const described = /\b([\w$]{1,60})\.route\(\s{0,20}\{((?:.|\n){0,600})/g;
const declared =
  /\b(?:const|let|var)\s{1,4}([\w$]{1,60})[^=\n]{0,80}=\s{0,4}(?:await\s{1,4})?(?:new\s{1,4})?(?:express\.Router|express|Router|fastify|Fastify|Hono|OpenAPIHono|KoaRouter|Elysia)\b/g;
const parameter =
  /\(\s{0,4}(fastify|app|server|instance|router|api)\b[^)\n]{0,120}\)\s{0,4}(?:=>|\{|:)/g;
const mounted =
  /\b([\w$]{1,60})\s{0,20}\.(?:use|route)\(\s{0,20}['"`](\/[^'"`\n]{0,200})['"`]\s{0,4},((?:[^()\n]|\n){0,200})[()]/g;
const registered =
  /\b([\w$]{1,60})\.register\(\s{0,20}(?:import\(\s{0,4}['"]([^'"\n]{1,200})['"]\s{0,4}\)|([\w$]{1,60}))\s{0,4},\s{0,20}\{((?:[^{}]){0,300})\}/g;
const usualNames =
  /^(?:app|api|router|routes|server|fastify|hono|instance|v\d)$|(?:Router|Routes|App|Api)$/;

/** Routes and mounts in a JavaScript or TypeScript file of Express, Fastify, Hono, Koa and their like. */
export function scriptRoutes(file: string, text: string): { routes: RawRoute[]; mounts: Mount[] } {
  const names = new Set(
    [...text.matchAll(declared), ...text.matchAll(parameter)].map(([, name = '']) => name),
  );
  const isRouter = (name: string) => names.has(name) || usualNames.test(name);
  const routes: RawRoute[] = [];
  let chain: string | null = null;
  for (const [, object, verb = '', , path = ''] of text.matchAll(routed)) {
    // A call that begins with the dot goes on with the chain before it.
    if (object !== undefined) chain = isRouter(object) ? object : null;
    const holder = object === undefined ? (chain ?? [...names][0] ?? null) : chain;
    if (holder === null || !isRouter(holder)) continue;
    routes.push({ file, object: holder, method: methodOf(verb), path });
  }
  for (const route of [...chainedRoutes(file, text), ...describedRoutes(file, text)]) {
    if (route.object === null || isRouter(route.object)) routes.push(route);
  }
  return { routes, mounts: [...mounts(file, text, isRouter)] };
}

/** `router.route('/x').get(a).post(b)`. */
function* chainedRoutes(file: string, text: string): Generator<RawRoute> {
  for (const [, path = '', rest = ''] of text.matchAll(chained)) {
    const [statement = ''] = rest.split(/;|\n\s{0,40}\n/);
    for (const [, verb = ''] of statement.matchAll(new RegExp(`\\.(${methods})\\(`, 'g'))) {
      yield { file, object: null, method: methodOf(verb), path };
    }
  }
}

/** `fastify.route({ method: 'GET', url: '/x' })`. */
function* describedRoutes(file: string, text: string): Generator<RawRoute> {
  for (const [, object = '', body = ''] of text.matchAll(described)) {
    const path = /\b(?:url|path)\s{0,4}:\s{0,4}['"`](\/[^'"`\n]{0,200})['"`]/.exec(body)?.[1];
    const said = /\bmethods?\s{0,4}:\s{0,4}(\[[^\]]{0,200}\]|['"]\w{1,10}['"])/.exec(body)?.[1];
    if (path === undefined || said === undefined) continue;
    for (const [, verb = ''] of said.matchAll(/['"](\w{1,10})['"]/g)) {
      yield { file, object, method: verb.toUpperCase(), path };
    }
  }
}

function* mounts(
  file: string,
  text: string,
  isRouter: (name: string) => boolean,
): Generator<Mount> {
  for (const [, object = '', prefix = '', rest = ''] of text.matchAll(mounted)) {
    if (!isRouter(object)) continue;
    // Middleware may stand before the router; `require` names the file itself.
    for (const [target] of rest.matchAll(/[\w$]{1,60}/g)) yield { file, object, prefix, target };
  }
  const required =
    /\b([\w$]{1,60})\.use\(\s{0,20}['"](\/[^'"\n]{0,200})['"]\s{0,4},\s{0,20}require\(\s{0,4}['"]([^'"\n]{1,200})['"]/g;
  for (const [, object = '', prefix = '', target = ''] of text.matchAll(required)) {
    yield { file, object, prefix, target };
  }
  for (const [, object = '', direct, name, options = ''] of text.matchAll(registered)) {
    const prefix = /\bprefix\s{0,4}:\s{0,4}['"`]([^'"`\n]{1,200})['"`]/.exec(options)?.[1];
    const target = direct ?? name;
    if (prefix !== undefined && target !== undefined) yield { file, object, prefix, target };
  }
}

/** Nest: `@Controller('users')` and `@Get(':id')`. */
export function controllerRoutes(file: string, text: string): RawRoute[] {
  const routes: RawRoute[] = [];
  const parts = text.split(/@Controller\(/).slice(1);
  for (const part of parts) {
    const prefix =
      /^\s{0,8}(?:\{[^}]{0,200}path:\s{0,4})?['"`]([^'"`\n]{0,200})/.exec(part)?.[1] ?? '';
    const found = part.matchAll(
      /@(Get|Post|Put|Patch|Delete|Options|Head|All)\(\s{0,8}(?:['"`]([^'"`\n]{0,200})['"`])?/g,
    );
    for (const [, verb = '', path = ''] of found) {
      routes.push({ file, object: null, method: methodOf(verb), path: joinPaths(prefix, path) });
    }
  }
  return routes;
}

/** Next: `app/users/[id]/route.ts` exports its methods; files below `pages/api` answer all. */
export function fileRoutes(file: string, text: string): RawRoute[] {
  const page = /^(?:src\/)?pages\/(api\/.+?)(?:\/index)?\.[jt]sx?$/.exec(file)?.[1];
  if (page !== undefined) return [{ file, object: null, method: 'ALL', path: pathOf(page) }];
  const folder = /(?:^|\/)app\/(?:(.+)\/)?route\.[jt]sx?$/.exec(file);
  if (folder === null) return [];
  const verbs = text.matchAll(
    /export\s{1,4}(?:async\s{1,4})?(?:function|const)\s{1,4}(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g,
  );
  return [...verbs].map(([, method = '']) => ({
    file,
    object: null,
    method,
    path: pathOf(folder[1] ?? ''),
  }));
}

function pathOf(folders: string): string {
  const parts = folders.split('/').filter((part) => !/^\(.*\)$/.test(part));
  return joinPaths('', parts.map((part) => part.replace(/^\[(?:\.\.\.)?(.+)\]$/, ':$1')).join('/'));
}

function methodOf(verb: string): string {
  return verb === 'del' ? 'DELETE' : verb.toUpperCase();
}
