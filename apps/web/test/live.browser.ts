import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { collectComplaints, openBrowser, sidewaysScroll } from './browser.ts';
import { type FakeHub, startFakeHub } from './fake-hub.ts';
import { addPlan } from './fake-plan.ts';
import { fullScene, largeScene, projectScene } from './fake-scenes.ts';
import { beat, finishRun, progressRun } from './fake-script.ts';
import { emit, type FakeWorld, recount } from './fake-world.ts';

/**
 * What the page does over time, against the fake hub in Chromium.
 *
 *   node apps/web/test/live.browser.ts
 */
const dist = join(import.meta.dirname, '../dist');
const browser = await openBrowser();

async function withPage(
  world: FakeWorld,
  path: string,
  check: (page: Page, hub: FakeHub) => Promise<void>,
): Promise<void> {
  const hub = await startFakeHub(world, dist);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  try {
    await page.goto(`${hub.url}${path}#token=${hub.token}`);
    await page.getByText('Live', { exact: true }).waitFor();
    await check(page, hub);
    const unexpected = complaints.filter((text) => !/Failed to load resource|ERR_/.test(text));
    assert.deepEqual(unexpected, []);
  } finally {
    await context.close();
    await hub.close();
  }
}

const total = (hub: FakeHub) => [...hub.asked.values()].reduce((sum, each) => sum + each, 0);
const pathOf = (world: FakeWorld) => `/missions/${world.missions[0]?.id}`;

const promises: Record<string, () => Promise<void>> = {
  async 'loads at most 180 KB of script for the first page'() {
    const scripts: string[] = [];
    const world = fullScene();
    const hub = await startFakeHub(world, dist);
    const page = await browser.newPage();
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
    });
    await page.goto(`${hub.url}/#token=${hub.token}`);
    await page.getByRole('link', { name: 'Codebase review' }).waitFor();
    const bytes = scripts
      .map((path) => gzipSync(readFileSync(join(dist, path))).length)
      .reduce((sum, each) => sum + each, 0);
    console.log(`   ${scripts.length} scripts, ${Math.round(bytes / 1_000)} KB compressed`);
    assert.ok(scripts.length > 1 && bytes <= 180_000);
    await page.close();
    await hub.close();
  },

  async 'shows progress without a reload, and asks nothing while nothing happens'() {
    const world = fullScene();
    await withPage(world, pathOf(world), async (page, hub) => {
      await page.getByText('9 of 35 done').waitFor();
      await page.waitForTimeout(500);
      const idle = total(hub);
      await page.waitForTimeout(2_500);
      assert.equal(total(hub), idle);
      const mission = world.missions[0]!;
      const started = Date.now();
      for (let n = 1; n <= 4; n += 1) beat(world, mission, n);
      await page.getByText('10 of 35 done').waitFor();
      console.log(`   event to page: ${Date.now() - started} ms`);
      assert.ok(total(hub) - idle < 40, `${total(hub) - idle} requests for one batch`);
    });
  },

  async 'does not flood the hub when events storm'() {
    const world = fullScene();
    await withPage(world, `${pathOf(world)}?tab=workers`, async (page, hub) => {
      await page.getByText('Running now').waitFor();
      await page.waitForTimeout(300);
      const before = total(hub);
      for (let n = 0; n < 200; n += 1) {
        for (const run of world.runs.filter((each) => each.status === 'running'))
          progressRun(world, run);
        await page.waitForTimeout(5);
      }
      await page.waitForTimeout(500);
      console.log(`   400 events: ${total(hub) - before} requests`);
      assert.ok(total(hub) - before < 150);
    });
  },

  async 'says that it lost the hub, and is right again after it came back'() {
    const world = fullScene();
    await withPage(world, pathOf(world), async (page, hub) => {
      await page.getByText('9 of 35 done').waitFor();
      hub.setAway(true);
      await page.getByText('Reconnecting').waitFor();
      const mission = world.missions[0]!;
      for (let n = 1; n <= 8; n += 1) beat(world, mission, n);
      // A change without any event: only reading again finds it.
      mission.stopReason = 'changed behind the back';
      hub.setAway(false);
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('11 of 35 done').waitFor();
      await page.getByText('changed behind the back').waitFor();
    });
  },

  async 'begins anew when the hub came back with other data'() {
    const world = fullScene();
    await withPage(world, '/', async (page, hub) => {
      await page.getByRole('link', { name: 'Codebase review' }).waitFor();
      hub.setAway(true);
      await page.getByText('Reconnecting').waitFor();
      world.events.length = 0;
      world.missions.length = 0;
      hub.setAway(false);
      await page.getByText('No missions yet').waitFor();
      await page.waitForTimeout(1_500);
      addPlan(world, {
        name: 'Fresh start',
        projectId: world.projects[0]!.id,
        sizes: [2],
        startedMinutesAgo: 0,
      });
      emit(world, 'mission.started', { missionId: world.missions[0]!.id });
      await page.getByRole('link', { name: 'Fresh start' }).waitFor();
    });
  },

  async 'survives a stream that is cut again and again'() {
    const world = fullScene();
    await withPage(world, `${pathOf(world)}?tab=events`, async (page, hub) => {
      const mission = world.missions[0]!;
      await page.locator('.feed').waitFor();
      for (let n = 1; n <= 12; n += 1) {
        beat(world, mission, n);
        if (n % 3 === 0) hub.cutStreams();
        await page.waitForTimeout(60);
      }
      await page.getByText('11 of 35 done').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByLabel('Progress reports too').check();
      await page.waitForTimeout(600);
      const shown = await page.locator('.feed li').count();
      const own = world.events.filter((event) => event.missionId === mission.id).length;
      assert.equal(shown, Math.min(200, own));
    });
  },

  async 'follows a log, stops when the reader scrolls up, and goes on when asked'() {
    const world = fullScene();
    const run = world.runs.find((each) => each.status === 'running')!;
    await withPage(world, `${pathOf(world)}?tab=workers&run=${run.id}`, async (page, hub) => {
      const log = world.logs.get(run.id)!;
      for (let n = 0; n < 80; n += 1) log.text += `\u001b[31mline ${n}\u001b[0m\n`;
      const pane = page.locator('.log-tail pre');
      await page.getByText('line 79').waitFor();
      const fromEnd = () => pane.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
      await page.waitForTimeout(200);
      assert.ok((await fromEnd()) < 5, 'follows');
      await pane.evaluate((e) => e.scrollTo({ top: 100 }));
      await page.getByRole('button', { name: 'To the end' }).waitFor();
      log.text += 'much later\n';
      await page.waitForTimeout(400);
      assert.ok((await fromEnd()) > 200, 'stays where the reader is');
      hub.cutStreams();
      await page.getByRole('button', { name: 'To the end' }).click();
      log.text += 'after the cut\n';
      await page.getByText('after the cut').waitFor();
      await page.waitForTimeout(200);
      assert.ok((await fromEnd()) < 5, 'follows again');
      const text = (await pane.textContent()) ?? '';
      assert.equal(text.split('line 40\n').length, 2, 'nothing doubled');
      assert.ok(!text.includes('\u001b'), 'nothing of a terminal');
    });
  },

  async 'stops and resumes a mission'() {
    const world = fullScene();
    await withPage(world, pathOf(world), async (page) => {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Stopping').first().waitFor();
      const mission = world.missions[0]!;
      for (let n = 1; n <= 4; n += 1) beat(world, mission, n);
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByRole('button', { name: 'Stop' }).waitFor();
    });
  },

  async 'starts a mission by keyboard, and shows what the hub has against it'() {
    const world = projectScene();
    await withPage(world, '/', async (page) => {
      await page.getByRole('link', { name: 'Start mission' }).first().focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Report').fill('../etc');
      await page.keyboard.press('Enter');
      await page.getByText('must be one folder name below docs/reports').waitFor();
      await page.getByLabel('Report').fill('missing');
      await page.keyboard.press('Enter');
      await page.getByText('is not in the repository').waitFor();
      await page.getByLabel('Report').fill('codebase-review');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'codebase-review', level: 1 }).waitFor();
    });
  },

  async 'adds a project from the first screen'() {
    const world = projectScene();
    world.projects = [];
    await withPage(world, '/', async (page) => {
      await page.getByRole('link', { name: 'Add project' }).first().click();
      await page.getByLabel('Folder of the repository').fill('relative/path');
      await page.keyboard.press('Enter');
      await page.getByText('must be an absolute path').waitFor();
      await page.getByLabel('Folder of the repository').fill('/srv/repositories/cart');
      await page.keyboard.press('Enter');
      await page.getByText('/srv/repositories/cart').waitFor();
      await page.getByRole('link', { name: 'Start mission' }).first().waitFor();
    });
  },

  async 'opens a task by keyboard, closes it with Escape and returns the focus'() {
    const world = fullScene();
    await withPage(world, pathOf(world), async (page) => {
      const link = page.getByRole('link', { name: 'MS-SEC-102', exact: true });
      await link.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Task' }).waitFor();
      assert.match(page.url(), /task=tsk_/);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.doesNotMatch(page.url(), /task=/);
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'MS-SEC-102');
      await page.goBack();
    });
  },

  async 'keeps the view in the address'() {
    const world = fullScene();
    await withPage(world, `${pathOf(world)}?status=failed`, async (page) => {
      await page.getByText('1 of 35 tasks').waitFor();
      await page.getByLabel('Status').selectOption('');
      await page.getByRole('searchbox').fill('redis critical');
      await page.getByText('No task matches').waitFor();
      await page.getByRole('searchbox').fill('redis');
      await page.waitForTimeout(400);
      assert.match(page.url(), /\?q=redis$/);
      await page.reload();
      assert.equal(await page.getByRole('searchbox').inputValue(), 'redis');
    });
  },

  async 'filters a plan of 1,200 tasks at once and never scrolls sideways'() {
    const world = largeScene();
    await withPage(world, pathOf(world), async (page) => {
      await page.getByText('1,204 tasks').waitFor();
      const took = await page.evaluate(async () => {
        const select = document.querySelectorAll<HTMLSelectElement>('.filters select')[1];
        const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set;
        const sizes: Record<string, string> = { 1: '41 ', 2: '301 ', 3: '621 ', 4: '241 ' };
        const times: number[] = [];
        for (const phase of ['1', '2', '3', '4', '3', '2', '1', '4', '2', '3']) {
          const started = performance.now();
          set?.call(select, phase);
          select?.dispatchEvent(new Event('change', { bubbles: true }));
          while (
            !document.querySelector('.filter-count')?.textContent?.startsWith(sizes[phase] ?? '')
          ) {
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
          times.push(Math.round(performance.now() - started));
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return times;
      });
      console.log(`   filter to DOM: ${took.join(' ')} ms`);
      assert.equal(await sidewaysScroll(page), 0);
      const mission = world.missions[0]!;
      const run = world.runs.find((each) => each.status === 'running')!;
      finishRun(world, run, 'done');
      recount(world, mission);
      emit(world, 'mission.changed', { missionId: mission.id });
      await page.getByText('1 of 1,204 done').waitFor();
    });
  },

  async 'opens links in another tab without asking to sign in again'() {
    const world = fullScene();
    await withPage(world, '/', async (page) => {
      const [other] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Codebase review' }).click({ modifiers: ['Control'] }),
      ]);
      await other.getByRole('heading', { name: 'Codebase review', level: 1 }).waitFor();
    });
  },

  async 'returns to the sign-in page when the token is refused, and accepts a pasted one'() {
    const world = fullScene();
    await withPage(world, '/', async (page, hub) => {
      await page.evaluate(() => sessionStorage.setItem('mosaic-token', 'mst_not_the_right_one'));
      await page.goto(`${hub.url}/`);
      await page.getByText('The hub refused the last token').waitFor();
      await page.getByLabel('Owner token').fill(`  ${hub.token}\n`);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Missions' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      const kept = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
      assert.ok(!kept.includes(hub.token), 'the token is forgotten');
    });
  },

  async 'waits for a hub that is not there yet'() {
    const world = fullScene();
    await withPage(world, '/', async (page, hub) => {
      await page.route('**/api/**', (route) => route.abort());
      await page.goto(`${hub.url}/?`);
      await page.getByText('The hub does not answer').waitFor();
      await page.unroute('**/api/**');
      await page.getByRole('heading', { name: 'Missions' }).waitFor();
    });
  },
};

const word = process.argv[2] ?? '';
const chosen = Object.entries(promises).filter(([name]) => name.includes(word));
let failed = 0;
for (const [name, check] of chosen) {
  try {
    await check();
    console.log(`ok  ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`BAD ${name}\n`, error);
  }
}
await browser.close();
if (failed > 0 || chosen.length === 0) process.exitCode = 1;
