/** Words that say how, with what or for whom, not about which thing. */
const stopWords: ReadonlySet<string> = new Set(
  `a an the my our your its their this that these those new simple small basic full complete modern fast secure
  good better best real own existing all every each some any and or of for with to from in on at by via using use
  as is are be it we you they i us them please me one two three
  build create make develop implement write add set setup design fix generate produce ship start want need needs have has
  rest restful api apis http https json graphql crud endpoint endpoints route routes server service services backend
  frontend web website site app application system platform tool tools cli library package module sdk
  project repository repo code codebase software product program feature features bug bugs issue issues error errors
  test tests testing coverage unit integration documentation docs document documents pipeline pipelines data etl
  migration migrate migrating security secure audit review refactor refactoring performance speed mcp
  express fastify hono nest nestjs koa next nextjs react vue svelte angular django flask fastapi spring rails gin node
  nodejs deno bun typescript javascript python go golang rust java ruby php sql postgres postgresql mysql sqlite
  mongodb redis docker kubernetes database databases users' customers' so can when which where who what how
  manage managing management handle handling support supporting store storing serve serving expose exposing list
  listing track tracking show showing read reading allow allows let lets provide provides`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const leads =
  /\b(?:for|of|about|to manage|managing|manage|manages|to handle|handling|to store|storing|to track|tracking|serving|exposing|with)\b/gi;
const subjectsMax = 5;
const wordsMax = 3;

/**
 * Things that a goal is about, such as `orders` and `line items` of "a REST API for orders and
 * line items". Empty where it names none; at most five, each at most three words of plain letters.
 */
export function goalSubjects(goal: string): string[] {
  const text = goal.slice(0, 2_000).replace(/[\p{Cc}"'`()[\]{}<>*_#]/gu, ' ');
  const subjects: string[] = [];
  const [sentence = ''] = text.split(/[.!?;:](?:\s|$)/);
  const parts = sentence.split(leads).slice(1);
  for (const piece of parts.flatMap((rest) => rest.split(/,|&|\/|\band\b|\bor\b|\bplus\b/i))) {
    const words = piece.trim().toLowerCase().split(/\s+/);
    const end = words.findIndex(
      (word, at) =>
        at > 0 && /^(?:in|on|using|via|by|that|which|from|to|at|as|so|where|when|who)$/.test(word),
    );
    const telling = words
      .slice(0, end === -1 ? words.length : end)
      .filter((word) => /^[\p{L}][\p{L}\d-]{1,30}$/u.test(word) && !stopWords.has(word));
    const subject = telling.slice(-wordsMax).join(' ');
    if (subject !== '' && !subjects.includes(subject)) subjects.push(subject);
  }
  return subjects.slice(0, subjectsMax);
}

/** One of several things: `orders` → `order`, `categories` → `category`; others as they are. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /s$/.test(word) ? word.slice(0, -1) : word;
}

/** A name fit for a file: `line items` → `line-items`. */
export function fileName(subject: string): string {
  const name = subject
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/[\s_-]+/g, '-')
    .toLowerCase()
    .slice(0, 40);
  return name === '' ? 'item' : name;
}
