import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { operations, type Plan, type PlanDocument } from '@mosaic/contract';
import { createSampleRepository, sampleGates } from '@mosaic/dev';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  axeViolations,
  collectComplaints,
  openBrowser,
  sidewaysScroll,
} from '../apps/web/test/browser.ts';
import { samplePlan } from '../apps/web/test/sample-plan.ts';
import { startShippedHub } from './support/shipped-hub.ts';

const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const story = 'S.001.01.01';
const atomic = 'A.001.01.01.01.01.01';

describe.skipIf(!existsSync(chromium))('the plan pages in Chromium (skipped without it)', () => {
  let hub: Awaited<ReturnType<typeof startShippedHub>>;
  let browser: Browser;
  let projectId: string;
  let plan: Plan;
  beforeAll(async () => {
    hub = await startShippedHub();
    browser = await openBrowser();
    const repository = await createSampleRepository({
      directory: join(hub.home, 'sample'),
      atMs: Date.UTC(2026, 0, 5),
    });
    const project = await hub.client.call(operations.addProject, {
      path: repository.path,
      gates: [...sampleGates],
    });
    projectId = project.id;
    const document = { ...samplePlan({ epics: 1, below: [3, 2, 2, 2, 2] }), title: 'Shop' };
    const added = await hub.client.call(operations.addPlan, {
      projectId,
      from: { kind: 'document', text: JSON.stringify(document), format: 'plan' },
    });
    plan = added.plan;
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
  });

  /** Opens a page of its own and fails on whatever the page complained about meanwhile. */
  const onPage = async (
    path: string,
    check: (page: Page) => Promise<void>,
    size: { width?: number; height?: number; colorScheme?: 'light' | 'dark' } = {},
  ): Promise<void> => {
    const { width = 1440, height = 900, colorScheme = 'light' } = size;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = collectComplaints(page);
    try {
      await page.goto(`${hub.url}${path}#token=${hub.ownerToken}`);
      await page.locator('#main h1').waitFor();
      await check(page);
      // The browser tells of every request that is refused, as some here are meant to be.
      expect(complaints.filter((text) => !/status of (?:400|409)/.test(text))).toEqual([]);
    } finally {
      await context.close();
    }
  };
  const read = async (): Promise<PlanDocument> => {
    const { document } = await hub.client.call(operations.planDocument, { planId: plan.id });
    return document;
  };
  const titleOf = async (id: string) => (await read()).nodes.find((node) => node.id === id)?.title;
  const row = (page: Page, id: string) => page.locator(`[id="node-${id}"]`);
  const pages = () => `/plans/${plan.id}`;

  it('makes a plan from a template and says that it did', async () => {
    await onPage('/plans', async (page) => {
      await page.getByRole('link', { name: 'Make a plan' }).first().click();
      await page.getByRole('button', { name: 'Make the plan' }).click();
      await page.getByText('Say in a sentence').waitFor();
      await page.getByLabel('Goal', { exact: true }).fill('Build a REST API for orders');
      await page.getByLabel('Template').selectOption('rest-api');
      await page.getByLabel('Project').selectOption(projectId);
      await page.getByRole('button', { name: 'Make the plan' }).click();
      await page.getByText('From template').waitFor();
      await page.getByRole('treegrid').waitFor();
      await page.getByRole('link', { name: 'Plans' }).first().click();
      await page.getByText('From template').first().waitFor();
    });
  });

  it('says why a document is no plan', async () => {
    await onPage('/plans?new=plan', async (page) => {
      await page.getByLabel('A document').check();
      await page.getByLabel('Text').fill('nothing that could be a plan');
      await page.getByRole('button', { name: 'Make the plan' }).click();
      await page.getByText('There is no plan yet').waitFor();
    });
  });

  it('is edited by keyboard alone, undone and redone', async () => {
    await onPage(pages(), async (page) => {
      const tree = page.getByRole('treegrid');
      await tree.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await tree.getAttribute('aria-activedescendant')).toBe(`node-${story}`);
      const before = await titleOf(story);
      await page.keyboard.press('Enter');
      await page.keyboard.type('People sign in');
      await page.keyboard.press('Enter');
      await page.getByText(/Rename .*: saved/).waitFor();
      expect(await titleOf(story)).toBe('People sign in');

      await page.keyboard.press('Control+z');
      await page.getByText('Undo: saved').waitFor();
      expect(await titleOf(story)).toBe(before);
      await page.keyboard.press('Control+Shift+z');
      await page.getByText('Redo: saved').waitFor();
      expect(await titleOf(story)).toBe('People sign in');

      const active = () => tree.getAttribute('aria-activedescendant');
      // Down to the first atomic: closed rows take a press more.
      for (let step = 0; step < 8 && (await active()) !== `node-${atomic}`; step += 1) {
        await page.keyboard.press('ArrowRight');
      }
      expect(await active()).toBe(`node-${atomic}`);
      await page.keyboard.press('e');
      await page.keyboard.type('17');
      await page.keyboard.press('Enter');
      await page.getByText(`Estimate ${atomic} at 17 min: saved`).waitFor();

      await page.keyboard.press('n');
      const box = page.getByRole('textbox', { name: /^Title of A/ });
      await box.waitFor();
      await page.keyboard.type('Sign out');
      await page.keyboard.press('Enter');
      await page.getByText(/Rename .* to “Sign out”: saved/).waitFor();
      await page.keyboard.press('Delete');
      await page.getByText(/Delete A.*: saved/).waitFor();
      const titles = (await read()).nodes.map((node) => node.title);
      expect(titles).not.toContain('Sign out');
    });
  });

  it('is connected and moved by keyboard', async () => {
    await onPage(`${pages()}?tab=graph`, async (page) => {
      await page.locator('.graph-node').first().focus();
      await page.keyboard.press('c');
      await page.getByLabel('The other node').fill('A.001.03.02.02.02.02');
      await page.keyboard.press('Enter');
      await page.getByText(/Connect .* to A.001.03.02.02.02.02: saved/).waitFor();
      expect((await read()).edges).toContainEqual(
        expect.objectContaining({ from: atomic, to: 'A.001.03.02.02.02.02' }),
      );
      await page.getByRole('link', { name: 'Table' }).click();
      await page
        .getByRole('button', { name: `Take the arrow from ${atomic} to A.001.03.02.02.02.02` })
        .click();
      await page.getByText(/Take the edge .*: saved/).waitFor();
    });
    await onPage(pages(), async (page) => {
      await page.getByRole('treegrid').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Alt+ArrowDown');
      await page.getByText(/Move S.001.01.01 below F.001.02: saved/).waitFor();
      expect(await titleOf('S.001.02.03')).toBe('People sign in');
      await page.keyboard.press('Control+z');
      await page.getByText('Undo: saved').waitFor();
    });
  });

  it('is edited by pointer: renamed, added to, dragged, connected', async () => {
    await onPage(
      pages(),
      async (page) => {
        await row(page, 'F.001.02').locator('.tree-node').dblclick();
        await page.getByRole('textbox', { name: 'Title of F.001.02' }).fill('Ordering');
        await page.getByRole('treegrid').getByText('E.001').click();
        await page.getByText(/Rename F.001.02 to “Ordering”: saved/).waitFor();

        await page.getByRole('button', { name: 'Menu of F.001.02' }).click();
        await page.getByRole('menuitem', { name: 'Add story below' }).click();
        await page.getByRole('textbox', { name: 'Title of S.001.02.03' }).fill('Refunds');
        await page.keyboard.press('Enter');
        await page.getByText(/to “Refunds”: saved/).waitFor();

        await row(page, 'S.001.02.03').dragTo(row(page, 'F.001.03'));
        await page.getByText(/Move S.001.02.03 below F.001.03: saved/).waitFor();
        expect(await titleOf('S.001.03.03')).toBe('Refunds');
        await page.getByRole('button', { name: 'Menu of S.001.03.03' }).click();
        await page.getByRole('menuitem', { name: 'Delete' }).click();
        await page.getByText(/Delete S.001.03.03: saved/).waitFor();
      },
      { height: 2_400 },
    );
    await onPage(`${pages()}?tab=graph`, async (page) => {
      const port = (id: string, side: 'source' | 'target') =>
        page.locator(`.react-flow__node[data-id="${id}"] .react-flow__handle.${side}`);
      const to = 'A.001.01.01.01.02.02';
      const before = (await read()).edges.length;
      await port(atomic, 'source').hover();
      await page.mouse.down();
      await port(to, 'target').hover();
      await page.mouse.up();
      await page.getByText(`Connect ${atomic} to ${to}: saved`).waitFor();
      expect((await read()).edges).toHaveLength(before + 1);
      await page.getByRole('button', { name: 'Undo' }).first().click();
      await page.getByText('Undo: saved').waitFor();
    });
  });

  it('overwrites nothing that somebody else changed meanwhile', async () => {
    await onPage(pages(), async (page) => {
      await row(page, story).locator('.tree-node').dblclick();
      const box = page.getByRole('textbox', { name: `Title of ${story}` });
      await box.fill('Mine');
      await hub.client.call(operations.editPlan, {
        planId: plan.id,
        edits: [{ kind: 'change', nodeId: story, fields: { title: 'Theirs' } }],
      });
      await box.press('Enter');
      await page.getByText('Somebody else changed the plan meanwhile').waitFor();
      await row(page, story).getByText('Theirs').waitFor();
      expect(await titleOf(story)).toBe('Theirs');
      await page.getByRole('button', { name: 'Do it on this version' }).click();
      await page.getByText(/to “Mine”: saved/).waitFor();
      expect(await titleOf(story)).toBe('Mine');
    });
  });

  it('shows what others change without a reload', async () => {
    await onPage(pages(), async (page) => {
      await hub.client.call(operations.editPlan, {
        planId: plan.id,
        edits: [{ kind: 'change', nodeId: 'F.001.03', fields: { title: 'Found at once' } }],
      });
      await row(page, 'F.001.03').getByText('Found at once').waitFor();
      await page.getByRole('tab', { name: 'History' }).click();
      await page.getByText('F.001.03').first().waitFor();
    });
  });

  it('draws only what is in sight of a large plan, and stays quick', async () => {
    const document = { ...samplePlan({ epics: 4, below: [4, 3, 3, 3, 3] }), title: 'Large' };
    const large = await hub.client.call(operations.addPlan, {
      from: { kind: 'document', text: JSON.stringify(document), format: 'plan' },
    });
    await onPage(`/plans/${large.plan.id}`, async (page) => {
      await page.getByRole('button', { name: 'Open all' }).click();
      await page.getByText(`${document.nodes.length.toLocaleString('en')} nodes`).waitFor();
      expect(await page.locator('.tree-row[id]').count()).toBeLessThan(100);
      await page.getByRole('treegrid').focus();
      await page.keyboard.press('End');
      const last = document.nodes.at(-1)?.id ?? '';
      await row(page, last).waitFor();
      expect(await row(page, last).getAttribute('aria-rowindex')).toBe(
        `${document.nodes.length + 1}`,
      );
      await page.getByRole('tab', { name: 'Graph' }).click();
      await page.locator('.graph-folded').first().waitFor();
      expect(await page.locator('.graph-node').count()).toBe(16);
    });
  });

  it('reads well in both themes and widths, and axe finds nothing', async () => {
    const pictures = ['', '?tab=graph', '?tab=gantt&rows=workers', '?tab=forecast'];
    const words = ['?tab=graph&view=table', '?tab=gantt&view=table', '?tab=findings', '?tab=gaps'];
    words.push('?tab=history', `?node=${atomic}`, '?form=run');
    const narrow = [...pictures, ...words].map((view) => `${pages()}${view}`);
    for (const { paths, ...size } of [
      { width: 1440, colorScheme: 'dark', paths: pictures.map((view) => `${pages()}${view}`) },
      { width: 390, height: 844, colorScheme: 'light', paths: ['/plans?new=plan', ...narrow] },
    ] as const) {
      const check = async (page: Page): Promise<void> => {
        for (const path of paths) {
          await page.goto(`${hub.url}${path}`);
          await page.locator('.tabs, .plan-list').waitFor();
          // Answers of the hub come within milliseconds; what is drawn while they do is no page.
          await page.waitForTimeout(250);
          await page.locator('.loading').first().waitFor({ state: 'detached' });
          expect(await axeViolations(page), path).toEqual([]);
          expect(await sidewaysScroll(page), path).toBe(0);
        }
      };
      await onPage('/plans', check, size);
    }
  });

  it('starts a mission with the plan, and leads from one to the other', async () => {
    // Only announced: what it would do is for the tests of missions.
    await hub.client.call(operations.registerAgent, {
      name: 'plan-pages',
      type: 'runner',
      capabilities: ['runtime:scripted', 'step:work'],
    });
    await onPage(`${pages()}?form=run`, async (page) => {
      const runtime = page.getByLabel('Runtime');
      await runtime.fill('');
      await page.getByRole('button', { name: 'Start the mission' }).click();
      await page.getByText('Name a coding agent').waitFor();
      await runtime.fill('scripted');
      await page.getByRole('button', { name: 'Start the mission' }).click();
      await page.getByRole('link', { name: 'Its plan' }).click();
      await page.getByRole('heading', { name: 'Shop' }).waitFor();
      await page.getByRole('columnheader', { name: 'Status' }).waitFor();
      const { plan: now } = await hub.client.call(operations.planDocument, { planId: plan.id });
      expect(now.missionId).not.toBeNull();
      await hub.client.call(operations.stopMission, { missionId: now.missionId ?? '' });
    });
  });
});
