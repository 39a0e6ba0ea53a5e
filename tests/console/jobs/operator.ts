import { waitFor } from '@halftone/local-stack/testing';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { catalogueOf, upload } from '../catalogue.ts';
import type { House } from '../house.ts';
import { insertLargeRequest } from '../large-request.ts';
import { expectAccessibleInBothSchemes } from '../visit.ts';

/** What an operator sees: requests that do not move, that are cancelled, that are large, and a gateway that goes away. */
export function operatorsJobs(house: () => House): void {
  test('a request is cancelled in the middle, after one question', async () => {
    const { shop, system, visit, hold } = house();
    hold();
    const urls = [`${shop.url}/ok-12.jpg`, `${shop.url}/held-1.jpg`, `${shop.url}/held-2.jpg`];
    const id = await upload(system.api, 'stopped.csv', catalogueOf(urls));
    await using visiting = await visit(`/requests/${id}`);
    const { page } = visiting;
    await page.getByText('1 of 3 images').waitFor();
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('Running', { exact: true }).waitFor();
    await cancel.click();
    await page.getByRole('button', { name: 'Cancel the request' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Retry failed' }).waitFor();
    house().release();
  });

  test('when the gateway is killed during progress the page says so, and goes on with what happened meanwhile', async () => {
    const { shop, system, visit, hold, release } = house();
    hold();
    const urls = [`${shop.url}/ok-13.jpg`, `${shop.url}/held-3.jpg`, `${shop.url}/held-4.jpg`];
    const id = await upload(system.api, 'lasting.csv', catalogueOf(urls));
    await using visiting = await visit(`/requests/${id}`, { expected: [/ERR_|status of 50/] });
    const { page } = visiting;
    await page.getByText('1 of 3 images').waitFor();
    const { gateway } = system.services;
    await gateway.kill();
    await page.getByText('The connection is lost.').waitFor();
    await expectAccessibleInBothSchemes(page);
    release();
    await gateway.start();
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByText('3 of 3 images').waitFor();
    expect(await page.getByText('The connection is lost.').count()).toBe(0);
  });

  test('a request that does not move is explained by what waits for whom', async () => {
    const { shop, system, visit } = house();
    const { imager } = system.services;
    await imager.kill();
    const id = await upload(
      system.api,
      'waiting.csv',
      catalogueOf([`${shop.url}/ok-17.jpg`, `${shop.url}/ok-18.jpg`]),
    );
    await using visiting = await visit('/system');
    const { page } = visiting;
    await page.getByText('Everything works.').waitFor();
    await page.getByRole('row', { name: /imager-express .* 2 / }).waitFor();
    await page.getByText('Every event could be handled.').waitFor();
    await imager.start();
    await page.getByRole('row', { name: /imager-express .*Up to date/ }).waitFor();
    await page.goto(`${system.api}/requests/${id}`);
    await page.getByText('2 of 2 images').waitFor();
  });

  test('of 20,000 images only those are there that are looked at, to the very end', async () => {
    const { shop, system, visit } = house();
    const id = await insertLargeRequest(system.database.trackerUrl, 20_000, `${shop.url}/ok.jpg`);
    await using visiting = await visit(`/requests/${id}`);
    const { page } = visiting;
    await page.getByText('20,000 of 20,000 images').waitFor();
    const cards = page.locator('.image-card');
    await cards.first().waitFor();
    const before = await cards.count();
    for (let turn = 0; turn < 6; turn += 1) {
      const height = await heightOf(page);
      await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
      await waitFor('the next page of images', async () => (await heightOf(page)) > height);
    }
    await cards.first().waitFor();
    expect(before).toBeLessThan(60);
    expect(await page.locator('main li').count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('image-19999');
    await page.getByRole('button', { name: /image-19999/ }).waitFor();
    expect(await cards.count()).toBe(1);
  });
}

const heightOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollHeight');
