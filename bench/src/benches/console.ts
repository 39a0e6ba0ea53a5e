import { buildConsole } from '@halftone/console/build';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { insertLargeRequest } from '../../../tests/console/large-request.ts';
import { launchBrowser } from '../../../tests/console/stage.ts';
import type { Bench } from '../bench.ts';
import { serveOrigin } from '../material/origin.ts';
import { drawPictures } from '../material/pictures.ts';
import type { Row } from '../report/rows.ts';
import { median } from '../report/statistics.ts';

const FIRST_VIEWS = 5;
const MANY = 50_000;
const SCROLLED = 20_000;

/** Keeps how long each interaction took until the next frame, as the browser tells it. */
const WATCH_INTERACTIONS = `
  window.interactions = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) window.interactions.push(duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });`;

/** The console in a browser: measured by the browser's own tools. */
export const consolePages: Bench = {
  name: 'console',
  what: 'the console in a browser: first view, interactions, memory of the tab',
  async run({ startSystem, runs, scale, say }) {
    await buildConsole(say);
    await using origin = await serveOrigin(
      await drawPictures(1, { width: 240, height: 240, format: 'jpeg' }),
    );
    await using system = await startSystem({ services: ['tracker', 'gateway'] });
    await using parts = new AsyncDisposableStack();
    const browser = parts.adopt(await launchBrowser(), (launched) => launched.close());
    say('first views, with an empty cache');
    const views: number[] = [];
    for (let view = 0; view < FIRST_VIEWS * runs; view += 1) views.push(await firstView(browser, system.api));
    const picture = `${origin.url}/picture-0.jpg`;
    const insert = (images: number) =>
      insertLargeRequest(system.databaseUrl, Math.ceil(images * scale), picture);
    say('interactions');
    const slowest = await interactions(browser, `${system.api}/requests/${await insert(MANY)}`);
    say('memory');
    const memory = await heapWhileScrolling(browser, `${system.api}/requests/${await insert(SCROLLED)}`);
    return rowsOf(median(views), slowest, memory);
  },
};

type Memory = { early: number; late: number; images: number };

function rowsOf(view: number, slowest: number, { early, late, images }: Memory): Row[] {
  const figure = (what: string, value: number, atMost: number): Row => ({
    what,
    measured: { value, unit: 'ms' },
    reference: null,
    ratio: value,
    goal: { atMost },
  });
  const MiB = 1024 ** 2;
  return [
    figure('first view of the console, empty cache, until its first paint', view, 1000),
    figure(`slowest interaction to the next paint, ${MANY} images`, slowest, 200),
    {
      what: `the tab's heap after scrolling through ${images} images`,
      measured: { value: late / MiB, unit: 'MiB' },
      reference: { value: early / MiB, unit: 'MiB', what: 'after the first tenth' },
      ratio: late / early,
      goal: { atMost: 1.25 },
    },
  ];
}

async function firstView(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()`,
    );
  } finally {
    await context.close();
  }
}

/** The slowest of what a person does in a request: opens and pages images, narrows, searches, looks at other parts. */
async function interactions(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    await context.addInitScript(WATCH_INTERACTIONS);
    const page = await context.newPage();
    await page.goto(url);
    const cards = page.locator('.image-card');
    await cards.nth(3).waitFor();
    await scrollTo(page, 40);
    await cards.nth(3).click();
    for (let step = 0; step < 10; step += 1) await page.getByRole('button', { name: 'Next image' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Failed', exact: true }).click();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('searchbox').pressSequentially('image-4999');
    await cards.first().waitFor();
    for (const part of ['Timeline', 'Details', /^Images/])
      await page.getByRole('link', { name: part }).click();
    await cards.first().waitFor();
    return Math.max(...(await page.evaluate<number[]>('window.interactions')), 0);
  } finally {
    await context.close();
  }
}

async function heapWhileScrolling(browser: Browser, url: string): Promise<Memory> {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const tools = await context.newCDPSession(page);
    await page.goto(url);
    await page.locator('.image-card').first().waitFor();
    const pages = await pagesOf(page);
    await scrollTo(page, Math.max(12, pages / 10));
    const early = await heapOf(tools);
    await scrollTo(page, pages);
    const late = await heapOf(tools);
    return { early, late, images: pages * IMAGES_A_PAGE };
  } finally {
    await context.close();
  }
}

const IMAGES_A_PAGE = 100;

async function pagesOf(page: Page): Promise<number> {
  const count = await page.locator('.tabs .count').first().textContent();
  return Number(count?.replaceAll(/\D/g, '')) / IMAGES_A_PAGE;
}

/** Scrolls to the end of what is there until so many pages of images were loaded. */
async function scrollTo(page: Page, pages: number): Promise<void> {
  const loaded = async () => Number(await page.locator('.window-list').getAttribute('data-items'));
  while ((await loaded()) < pages * IMAGES_A_PAGE) {
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  }
}

async function heapOf(tools: CDPSession): Promise<number> {
  await tools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tools.send('Runtime.getHeapUsage');
  return usedSize;
}
