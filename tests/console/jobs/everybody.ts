import { waitFor } from '@halftone/local-stack/testing';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { catalogueOf, dropFile, upload } from '../catalogue.ts';
import type { House } from '../house.ts';
import { expectAccessibleInBothSchemes } from '../visit.ts';

const PHONE = { viewport: { width: 360, height: 740 } };

/** What holds for everybody: no mouse, a small screen, little light, another language. */
export function everybodysJobs(house: () => House): void {
  /** A request that has everything to look at. */
  const fullRequest = () => {
    const { shop, system, receiver } = house();
    const urls = [`${shop.url}/ok-14.jpg`, `${shop.url}/ok-15.jpg`, `${shop.url}/missing.jpg`];
    return upload(system.api, 'everything.csv', catalogueOf(urls), `${receiver.url}/hook`);
  };

  test('the whole way goes by the keyboard alone', async () => {
    const { shop, visit } = house();
    await using visiting = await visit('/');
    const { page } = visiting;
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'textarea');
    await page.keyboard.type(`${shop.url}/ok-16.jpg`);
    await tabTo(page, 'Look at 1 address');
    await page.keyboard.press('Enter');
    await page.getByText('1 image will be fetched').waitFor();
    await tabTo(page, 'Start');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 images').waitFor();
    expect(await focused(page)).toContain('products.csv');
    await tabTo(page, 'ok-16');
    await page.keyboard.press('Enter');
    const slider = page.getByRole('slider', { name: 'Before and after: ok-16' });
    await slider.waitFor();
    await tabTo(page, 'img-comparison-slider');
    const before = Number(await slider.getAttribute('aria-valuenow'));
    await page.keyboard.down('ArrowRight');
    await waitFor(
      'the slider to move',
      async () => Number(await slider.getAttribute('aria-valuenow')) > before,
    );
    await page.keyboard.up('ArrowRight');
    await page.keyboard.press('Escape');
    await slider.waitFor({ state: 'detached' });
    expect(await focused(page)).toContain('ok-16');
  });

  test('every page and state is without a fault for axe, in light and in dark, wide and narrow', async () => {
    const { system, visit } = house();
    const id = await fullRequest();
    await using visiting = await visit('/', { expected: [/status of 40/] });
    const { page } = visiting;
    const at = (path: string) => page.goto(system.api + path);
    for (const [path, ready] of statesOf(id)) {
      await at(path);
      await ready(page);
      await expectAccessibleInBothSchemes(page);
      await page.setViewportSize(PHONE.viewport);
      expect([path, await sideways(page)]).toEqual([path, 0]);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });

  test('a reader of German reads German, with German numbers, and may choose', async () => {
    const { shop, visit } = house();
    await using visiting = await visit('/', { locale: 'de-AT' });
    const { page } = visiting;
    await page.getByRole('heading', { name: 'Einen Katalog komprimieren' }).waitFor();
    await dropFile(
      page,
      'preise.csv',
      catalogueOf(Array.from({ length: 1200 }, (_, n) => `${shop.url}/ok-${n}.jpg`)),
    );
    await page.getByText(/^1[.\u00a0\u202f]200 Bilder werden geholt/).waitFor();
    await page.getByLabel('Sprache').selectOption('English');
    await page.getByText('1,200 images will be fetched').waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.reload();
    await page.getByRole('heading', { name: 'Compress a catalogue' }).waitFor();
  });
}

type Ready = (page: Page) => Promise<unknown>;

/** Every page and state: where it is, and what has to be there before it is looked at. */
function statesOf(id: string): [string, Ready][] {
  const text = (shown: string | RegExp) => (page: Page) => page.getByText(shown).first().waitFor();
  return [
    ['/', text('Drop your catalogue here')],
    [
      '/',
      async (page) => {
        await dropFile(
          page,
          'm.csv',
          'sku,name,image,Extra\n1,,https://a.example/a.jpg,https://a.example/b.jpg\n',
        );
        await text('1 bad row')(page);
        await page.getByText('How the file is read').click();
      },
    ],
    [
      '/',
      async (page) => dropFile(page, 'u.csv', 'Nr,Was,Preis\n1,x,2\n').then(() => text('Say below')(page)),
    ],
    ['/requests', (page) => page.locator('.request-row').first().waitFor()],
    [`/requests/${id}`, (page) => page.locator('.image-card img').first().waitFor()],
    [
      `/requests/${id}`,
      async (page) => {
        await page.locator('.image-card.compressed').first().click();
        await page.getByRole('slider').waitFor();
      },
    ],
    [`/requests/${id}/failures`, text('There is no image at this address')],
    [`/requests/${id}/deliveries`, text('Send again')],
    [`/requests/${id}/timeline`, async (page) => page.getByText('Accepted', { exact: true }).click()],
    [`/requests/${id}/details`, text('What is done to every image')],
    [`/requests/${id}/details`, async (page) => page.getByRole('button', { name: 'Delete' }).click()],
    ['/requests/unknown', text('There is no request with this id.')],
    ['/webhooks', text('Check the signature')],
    ['/system', (page) => page.getByRole('heading', { name: 'System' }).waitFor()],
  ];
}

const sideways = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** What has the focus, as its tag and its text. */
const focused = (page: Page) =>
  page.evaluate<string>("document.activeElement.localName + ' ' + document.activeElement.innerText");

/** Presses Tab until something with this tag or text has the focus. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now.startsWith(`${wanted} `) || now.includes(wanted)) return;
  }
  throw new Error(`The Tab key does not lead to ${wanted}.`);
}
