import { joinPaths, type RawRoute } from './raw-route.ts';

/** Flask, FastAPI, Starlette: `@app.get("/x")`, `@bp.route("/x", methods=["POST"])`. */
export function pythonRoutes(file: string, text: string): RawRoute[] {
  const prefixes = new Map<string, string>();
  const declared = /^(\w{1,60})\s{0,4}=\s{0,4}(?:APIRouter|Blueprint)\(((?:[^()]|\n){0,400})/gm;
  for (const [, name = '', options = ''] of text.matchAll(declared)) {
    const prefix = /\b(?:url_)?prefix\s{0,4}=\s{0,4}["']([^"'\n]{0,200})/.exec(options)?.[1];
    if (prefix !== undefined) prefixes.set(name, prefix);
  }
  const routes: RawRoute[] = [];
  const decorated =
    /^[ \t]{0,20}@(\w{1,60})\.(get|post|put|patch|delete|route)\(\s{0,20}["'](\/?[^"'\n]{0,200})["']([^)\n]{0,200})/gm;
  for (const [, object = '', verb = '', path = '', rest = ''] of text.matchAll(decorated)) {
    const listed = /methods\s{0,4}=\s{0,4}[[(]([^\])]{0,100})/.exec(rest)?.[1] ?? "'GET'";
    const verbs =
      verb === 'route'
        ? [...listed.matchAll(/["'](\w{1,10})["']/g)].map(([, name = '']) => name)
        : [verb];
    for (const name of verbs) {
      const full = joinPaths(prefixes.get(object) ?? '', path);
      routes.push({ file, object: null, method: name.toUpperCase(), path: full });
    }
  }
  return /(?:^|\/)urls\.py$/.test(file) ? [...routes, ...djangoRoutes(file, text)] : routes;
}

function djangoRoutes(file: string, text: string): RawRoute[] {
  const found = text.matchAll(
    /\b(?:re_)?path\(\s{0,20}r?["']([^"'\n]{0,200})["']\s{0,4},\s{0,20}(?!include)/g,
  );
  return [...found].map(([, path = '']) => ({
    file,
    object: null,
    method: 'ALL',
    path: joinPaths('', path),
  }));
}

/** Gin, Echo, Chi and the standard library: `r.GET("/x"`, `r.Get("/x"`, `HandleFunc("GET /x"`. */
export function goRoutes(file: string, text: string): RawRoute[] {
  const called = text.matchAll(
    /\.(GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete)\(\s{0,8}"(\/[^"\n]{0,200})"/g,
  );
  const handled = text.matchAll(
    /\.Handle(?:Func)?\(\s{0,8}"(?:(GET|POST|PUT|PATCH|DELETE) )?(\/[^"\n]{0,200})"/g,
  );
  return [...called, ...handled].map(([, verb = 'ALL', path = '']) => ({
    file,
    object: null,
    method: verb.toUpperCase(),
    path: joinPaths('', path),
  }));
}

/** Spring: `@RequestMapping("/users")` on the class, `@GetMapping("/{id}")` on methods. */
export function springRoutes(file: string, text: string): RawRoute[] {
  const [head = ''] = text.split(/\bclass\s/);
  const place = /@RequestMapping\(\s{0,8}(?:(?:value|path)\s{0,4}=\s{0,4})?"([^"\n]{0,200})"/;
  const prefix = place.exec(head)?.[1] ?? '';
  const found = text.matchAll(
    /@(Get|Post|Put|Patch|Delete)Mapping(?:\(\s{0,8}(?:(?:value|path)\s{0,4}=\s{0,4})?(?:"([^"\n]{0,200})")?)?/g,
  );
  return [...found].map(([, verb = '', path = '']) => ({
    file,
    object: null,
    method: verb.toUpperCase(),
    path: joinPaths(prefix, path),
  }));
}

/** Rails: `get '/x'` and `resources :orders` in `config/routes.rb`. */
export function railsRoutes(file: string, text: string): RawRoute[] {
  if (!/(?:^|\/)config\/routes(?:\/.+)?\.rb$/.test(file)) return [];
  const named = text.matchAll(
    /^[ \t]{0,20}(get|post|put|patch|delete)[ (]{1,4}["']([^"'\n]{1,200})/gm,
  );
  const resources = text.matchAll(/^[ \t]{0,20}resources[ (]{1,4}:(\w{1,60})/gm);
  return [
    ...[...named].map(([, verb = '', path = '']) => ({ method: verb.toUpperCase(), path })),
    ...[...resources].flatMap(([, name = '']) => [
      { method: 'GET', path: name },
      { method: 'POST', path: name },
      { method: 'GET', path: `${name}/:id` },
      { method: 'PATCH', path: `${name}/:id` },
      { method: 'DELETE', path: `${name}/:id` },
    ]),
  ].map(({ method, path }) => ({ file, object: null, method, path: joinPaths('', path) }));
}
