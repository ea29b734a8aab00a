import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { operations } from '@mosaic/contract';
import { createSampleRepository, sampleGates } from '@mosaic/dev';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  axeViolations,
  collectComplaints,
  openBrowser,
  sidewaysScroll,
} from '../apps/web/test/browser.ts';
import { startShippedHub } from './support/shipped-hub.ts';

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Screenshots to look at; written only when asked for. */
const shots = process.env.MOSAIC_SHOTS ?? null;

describe.skipIf(!existsSync(chromium))('the dashboard in Chromium (skipped without it)', () => {
  let hub: Awaited<ReturnType<typeof startShippedHub>>;
  let browser: Browser;
  beforeAll(async () => {
    hub = await startShippedHub();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });

  const openPage = async (width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height: width > 600 ? 900 : 844 },
      colorScheme,
    });
    return context.newPage();
  };

  it('asks for the token, says what to do when there is nothing, and takes the token from the link', async () => {
    const page = await openPage(1440, 'light');
    const complaints = collectComplaints(page);
    await page.goto(hub.url);
    await page.getByText(/token/i).first().waitFor();
    // Another page in between: a new fragment alone would not load the page again.
    await page.goto('about:blank');
    await page.goto(`${hub.url}/#token=${hub.ownerToken}`);
    await page
      .getByRole('heading', { name: /missions/i })
      .first()
      .waitFor();
    expect(page.url()).not.toContain(hub.ownerToken);
    await shoot(page, 'empty-1440-light');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows a mission run from start to end without a reload', async () => {
    const repository = await createSampleRepository({
      directory: join(hub.home, 'sample'),
      atMs: Date.UTC(2026, 0, 5),
    });
    const page = await openPage(1440, 'light');
    const complaints = collectComplaints(page);
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await page.goto(`${hub.url}/#token=${hub.ownerToken}`);
    await page
      .getByRole('heading', { name: /missions/i })
      .first()
      .waitFor();

    const project = await hub.client.call(operations.addProject, {
      path: repository.path,
      gates: [...sampleGates],
    });
    const mission = await hub.client.call(operations.startMission, { projectId: project.id });
    await page
      .getByRole('link', { name: new RegExp(mission.name) })
      .first()
      .click();
    await page.getByText('MS-CQ-001').first().waitFor({ timeout: 120_000 });
    await shoot(page, 'running-1440-light');
    const seen = new Set<string>();
    const watching = watchStatuses(page, seen);
    await page
      .getByText(/completed with deferrals/i)
      .first()
      .waitFor({ timeout: 240_000 });
    await watching.stop();
    expect([...seen].length).toBeGreaterThan(3);
    expect(loads).toBe(1);
    expect(complaints).toEqual([]);

    const { tasks, evidenceCount } = await hub.client.call(operations.missionStatus, {
      missionId: mission.id,
    });
    // All of them: a tool of the review that finds nothing in the sandbox would go unnoticed.
    expect(tasks).toMatchObject({ total: 20, done: 17, deferred: 3 });
    expect(await page.getByText(String(evidenceCount)).first().isVisible()).toBe(true);
    await page.context().close();

    for (const width of [1440, 390]) {
      for (const scheme of ['light', 'dark'] as const) {
        const view = await openPage(width, scheme);
        await view.goto(`${hub.url}/#token=${hub.ownerToken}`);
        await view
          .getByRole('link', { name: new RegExp(mission.name) })
          .first()
          .waitFor();
        await shoot(view, `home-${width}-${scheme}`);
        await view.goto(`${hub.url}/missions/${mission.id}`);
        await view.getByText('MS-CQ-001').first().waitFor();
        await shoot(view, `finished-${width}-${scheme}`);
        expect(await sidewaysScroll(view)).toBe(0);
        expect(await axeViolations(view)).toEqual([]);
        await view.context().close();
      }
    }
  });
});

/** Notes every progress text the page shows, until stopped. */
function watchStatuses(page: Page, seen: Set<string>) {
  let isOn = true;
  const running = (async () => {
    while (isOn) {
      const text = await page.locator('main').textContent();
      const counts = /\d+\s*(?:\/|of)\s*\d+/.exec(text ?? '');
      if (counts) seen.add(counts[0]);
      await page.waitForTimeout(200);
    }
  })();
  return {
    async stop() {
      isOn = false;
      await running;
    },
  };
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === null) return;
  mkdirSync(resolve(shots), { recursive: true });
  await page.screenshot({ path: join(resolve(shots), `${name}.png`) });
}
