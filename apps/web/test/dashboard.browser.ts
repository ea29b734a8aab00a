import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { axeViolations, collectComplaints, openBrowser, sidewaysScroll } from './browser.ts';
import { type FakeHub, startFakeHub } from './fake-hub.ts';
import { fullScene, largeScene, projectScene } from './fake-scenes.ts';
import { emptyWorld, type FakeWorld } from './fake-world.ts';

/**
 * Visits every page in every width and theme, takes pictures and checks them.
 *
 *   node apps/web/test/dashboard.browser.ts FOLDER [word]
 *
 * With a word only the views whose name contains it are visited. Ends with 1 when
 * axe, the console, the policy or the width has something to complain about.
 */
interface View {
  name: string;
  scene: keyof typeof scenes;
  path: (world: FakeWorld) => string;
  isSignedOut?: boolean;
  full?: boolean;
}

const scenes = { empty: emptyWorld, project: projectScene, full: fullScene, large: largeScene };
const first = (world: FakeWorld) => `/missions/${world.missions[0]?.id}`;
const ended = (world: FakeWorld) => `/missions/${world.missions.at(-1)?.id}`;
const failed = (world: FakeWorld) =>
  world.tasks.find((task) => task.status === 'failed' || task.status === 'deferred')?.id;

const views: View[] = [
  { name: 'sign-in', scene: 'empty', path: () => '/', isSignedOut: true },
  { name: 'home-empty', scene: 'empty', path: () => '/' },
  { name: 'home-project', scene: 'project', path: () => '/' },
  { name: 'home-full', scene: 'full', path: () => '/' },
  { name: 'home-start', scene: 'full', path: () => '/?new=mission' },
  { name: 'home-add', scene: 'empty', path: () => '/?new=project' },
  { name: 'mission-tasks', scene: 'full', path: first, full: true },
  { name: 'mission-filtered', scene: 'full', path: (w) => `${first(w)}?q=cookie&phase=1` },
  { name: 'mission-graph', scene: 'full', path: (w) => `${first(w)}?tab=graph`, full: true },
  { name: 'mission-workers', scene: 'full', path: (w) => `${first(w)}?tab=workers`, full: true },
  { name: 'mission-evidence', scene: 'full', path: (w) => `${first(w)}?tab=evidence` },
  {
    name: 'mission-evidence-detail',
    scene: 'full',
    path: (w) => `${first(w)}?tab=evidence&evidence=${w.evidence.at(-1)?.id}`,
  },
  { name: 'mission-deferred', scene: 'full', path: (w) => `${ended(w)}?tab=deferred`, full: true },
  { name: 'mission-handoffs', scene: 'full', path: (w) => `${first(w)}?tab=handoffs`, full: true },
  { name: 'mission-events', scene: 'full', path: (w) => `${first(w)}?tab=events`, full: true },
  { name: 'mission-task-drawer', scene: 'full', path: (w) => `${first(w)}?task=${failed(w)}` },
  { name: 'mission-stopped', scene: 'full', path: (w) => `/missions/${w.missions[1]?.id}` },
  {
    name: 'mission-missing',
    scene: 'empty',
    path: () => '/missions/msn_0190b5c8-6c1f-7000-8000-000000000000',
  },
  { name: 'task', scene: 'full', path: (w) => `/tasks/${failed(w)}`, full: true },
  { name: 'not-found', scene: 'empty', path: () => '/nowhere' },
  { name: 'large-tasks', scene: 'large', path: first },
  { name: 'large-graph', scene: 'large', path: (w) => `${first(w)}?tab=graph`, full: true },
];

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const themes = ['light', 'dark'] as const;

async function visit(
  browser: Browser,
  hub: FakeHub,
  view: View,
  size: (typeof sizes)[number],
  theme: 'light' | 'dark',
  folder: string,
) {
  const context = await browser.newContext({ viewport: size, colorScheme: theme });
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    const fragment = view.isSignedOut ? '' : `#token=${hub.token}`;
    await page.goto(`${hub.url}${view.path(hub.world)}${fragment}`);
    await page.waitForSelector('h1, .notice, .empty');
    await page.waitForTimeout(900);
    if (page.url().includes('token')) problems.push('the token is still in the address');
    const sideways = await sidewaysScroll(page);
    if (sideways > 0) problems.push(`scrolls sideways by ${sideways} px`);
    const file = join(folder, `${view.name}-${size.width}-${theme}.png`);
    await page.screenshot({ path: file, fullPage: view.full ?? false });
    for (const { rule, impact, targets } of await axeViolations(page)) {
      problems.push(`axe ${rule} (${impact}): ${targets.join(' | ')}`);
    }
    const isExpected = (text: string) => view.name === 'mission-missing' && text.includes('404');
    problems.push(
      ...complaints.filter((text) => !isExpected(text)).map((text) => `console: ${text}`),
    );
  } finally {
    await context.close();
  }
  return problems;
}

const [folder = 'shots', word = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const dist = join(import.meta.dirname, '../dist');
const chosen = views.filter((view) => `${view.name}`.includes(word));
const browser = await openBrowser();
let found = 0;
for (const view of chosen) {
  for (const size of sizes) {
    for (const theme of themes) {
      const hub = await startFakeHub(scenes[view.scene](), dist);
      const problems = await visit(browser, hub, view, size, theme, folder);
      await hub.close();
      found += problems.length;
      console.log(`${problems.length === 0 ? 'ok ' : 'BAD'} ${view.name} ${size.width} ${theme}`);
      for (const problem of problems) console.log(`      ${problem}`);
    }
  }
}
await browser.close();
console.log(`${chosen.length} views, ${found} problems`);
if (chosen.length === 0 || found > 0) process.exitCode = 1;
