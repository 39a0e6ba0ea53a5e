import { originForTest, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { catalogueOf, downloaded, dropFile, upload } from '../catalogue.ts';
import type { House } from '../house.ts';
import { expectAccessibleInBothSchemes } from '../visit.ts';

/** What a person of a shop does: brings in an export, sees it through, finds what failed and hands it on. */
export function shopPersonsJobs(house: () => House): void {
  test('a person drops a catalogue, sees what was found, starts it and sees it through', async () => {
    const { shop, visit } = house();
    await using visiting = await visit('/');
    const { page } = visiting;
    const urls = [1, 2, 3, 1].map((number) => `${shop.url}/ok-${number}.jpg`);
    await dropFile(page, 'spring.csv', catalogueOf(urls));
    const found = page.getByRole('region', { name: 'What was found' });
    await found.getByText('UTF-8').waitFor();
    const figures = (await found.locator('dl > div').allTextContents()).join(', ');
    expect(figures).toContain('Products4, Images3, Repeated addresses1');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: 'spring.csv' }).waitFor();
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByText('3 of 3 images').waitFor();
    await page.locator('.image-card img').first().waitFor();
    await page.getByText('Download', { exact: true }).click();
    const { name, text } = await downloaded(page, () =>
      page.getByRole('button', { name: /output\.csv/ }).click(),
    );
    expect(name).toMatch(/^halftone-.+\.csv$/);
    expect(text.split('\n')[0]).toContain('Output Image URLs');
    // Each address as it was, and the one of its output.
    expect(text.match(/http[^,\s"]+\.jpg/g)).toHaveLength(8);
  });

  test('bad rows are named with line and remedy, handed on as a list, and left out when wanted', async () => {
    const { shop, visit } = house();
    await using visiting = await visit('/', { expected: [/status of 400/] });
    const { page } = visiting;
    await dropFile(
      page,
      'messy.csv',
      `sku,name,image\n1,,${shop.url}/ok-4.jpg\n2,Lamp,not a url\n3,Mug,${shop.url}/ok-5.jpg\n`,
    );
    await page.getByRole('row', { name: /Line 2 The product name is empty/ }).waitFor();
    await page.getByRole('row', { name: /Line 3 .*not a url.* Use complete URLs/ }).waitFor();
    const start = page.getByRole('button', { name: 'Start', exact: true });
    expect(await start.isDisabled()).toBe(true);
    const list = await downloaded(page, () => page.getByRole('button', { name: 'Save the list' }).click());
    expect(list.text.split('\r\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^2,missing_name,/),
      expect.stringMatching(/^3,invalid_url,/),
    ]);
    await page.getByRole('checkbox', { name: /Leave these rows out/ }).check();
    await page.getByText('1 image will be fetched').waitFor();
    await start.click();
    await page.getByText('1 of 1 images').waitFor();
    await page.getByText('Rows left out').waitFor();
  });

  test('the recipe is tried on three pictures before the start, and nothing stays of it', async () => {
    const { shop, system, visit } = house();
    const trials = async () => {
      const response = await fetch(`${system.api}/v1/requests?search=products.csv`);
      const { items } = (await response.json()) as { items: { recipe: { quality: number } }[] };
      return items.map(({ recipe }) => recipe.quality);
    };
    await using visiting = await visit('/');
    const { page } = visiting;
    const urls = [1, 2, 3, 4, 5].map((number) => `${shop.url}/ok-2${number}.jpg`);
    await dropFile(page, 'tried.csv', catalogueOf(urls));
    await page.getByLabel('Quality').fill('20');
    await page.getByRole('button', { name: 'Try it' }).click();
    const sliders = page.getByRole('slider', { name: /Before and after/ });
    await sliders.nth(2).waitFor();
    expect(await sliders.count()).toBe(3);
    await expectAccessibleInBothSchemes(page);
    expect(await trials()).toEqual([20]);
    await page.getByRole('link', { name: 'Requests' }).click();
    await waitFor('the trial to be gone', async () => (await trials()).length === 0);
  });

  test('some images are looked at before the start: what is to be expected, and which rows will fail', async () => {
    const { shop, visit } = house();
    const form = '<!doctype html><title>Sign in</title><input type="password">';
    await using intranet = await originForTest({ '*': (_request, response) => void response.end(form) });
    await using visiting = await visit('/');
    const { page } = visiting;
    const urls = [...[1, 2, 3].map((number) => `${shop.url}/ok-3${number}.jpg`), `${intranet.url}/mug.jpg`];
    await dropFile(page, 'ahead.csv', catalogueOf(urls));
    await page.getByRole('button', { name: 'Look at some images' }).click();
    const ahead = page.getByRole('region', { name: 'Look before you start' });
    await ahead.getByText('It asks for a login.').waitFor();
    await ahead.getByRole('row', { name: /Line 5 .*Product 4.*This is not an image.*Sign in/ }).waitFor();
    const figures = (await ahead.locator('dl > div').allTextContents()).join(', ');
    expect(figures).toMatch(/To download.*, Outputs.*, Saved.*, Time/);
    expect(await ahead.textContent()).toContain('3 images, 3 looked at');
    await expectAccessibleInBothSchemes(page);
  });

  test('columns that nobody knows are chosen on the page, and encodings too', async () => {
    const { shop, visit } = house();
    await using visiting = await visit('/', { expected: [/status of 400/] });
    const { page } = visiting;
    await dropFile(page, 'own-words.csv', `Nr,Was,Preis,Ansicht\n1,Mug,8,${shop.url}/ok-6.jpg\n`);
    await page.getByText('Say below which columns are meant.').waitFor();
    await page.getByLabel('Product name').selectOption('Was');
    await page.getByRole('checkbox', { name: 'Ansicht' }).check();
    await page.getByText('1 image will be fetched').waitFor();
    expect(await page.getByRole('region', { name: 'The first products' }).textContent()).toContain('Mug');
  });

  test('a broken image has its reason, what to do and where it stands, and its row can be saved', async () => {
    const { shop, system, visit } = house();
    const urls = [`${shop.url}/ok-7.jpg`, `${shop.url}/gone.jpg`];
    const id = await upload(system.api, 'broken.csv', catalogueOf(urls));
    await using visiting = await visit(`/requests/${id}`);
    const { page } = visiting;
    await page.getByText('Done, with failures').waitFor();
    await page.getByRole('link', { name: 'Failures 1' }).click();
    await page.getByRole('heading', { name: 'There is no image at this address' }).waitFor();
    const row = page.getByRole('row', { name: /gone\.jpg/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/The server answered 404.*Product 2 Product 2 S-2/);
    const save = page.getByRole('button', { name: 'Save the rows as CSV' });
    const { text } = await downloaded(page, () => save.click());
    expect(text).toContain('gone.jpg');
    expect(text).not.toContain('ok-7.jpg');
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await page.getByRole('link', { name: `Retry of ${id.slice(0, 8)}` }).waitFor();
  });

  test('images are made for a channel, and those that fail for it are named with reason and remedy', async () => {
    const { shop, system, visit } = house();
    await using visiting = await visit('/');
    const { page } = visiting;
    const urls = [1, 2].map((number) => `${shop.url}/ok-3${number}.jpg`);
    await dropFile(page, 'for-ebay.csv', catalogueOf(urls));
    await page.getByRole('checkbox', { name: 'bol', exact: true }).check();
    await page.getByLabel('Make the outputs for').selectOption('eBay');
    // What the channel takes stands there at once.
    expect(await page.getByLabel('Quality').inputValue()).toBe('90');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('2 of 2 images').waitFor();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.getByRole('combobox', { name: /^Channel/ }).selectOption('eBay');
    await page.getByRole('heading', { name: /^eBay, by the rules of / }).waitFor();
    const failing = page.getByRole('button', { name: 'Fails for eBay', pressed: true });
    await failing.waitFor();
    const product = page.getByRole('article').filter({ hasText: 'Product 1' }).first();
    expect(await product.textContent()).toMatch(/Longest side too short.*320 × 240 pixels.*500/);
    await expectAccessibleInBothSchemes(page);
    await page.getByText('Passes', { exact: true }).last().click();
    await page.getByText('There is no product like this.').waitFor();
    const save = page.getByRole('button', { name: 'Save as CSV' });
    const { text } = await downloaded(page, () => save.click());
    expect(text.split('\n')[0]).toMatch(/,ebay,ebay output$/);
    const id = page.url().split('/').at(-2);
    const request = await fetch(`${system.api}/v1/requests/${id}`);
    expect(await request.json()).toMatchObject({ channels: ['ebay', 'bol'], recipe: { quality: 90 } });
  });

  test('names, addresses and files with code in them are text', async () => {
    const { shop, system, visit } = house();
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const id = await upload(
      system.api,
      `${'"><svg onload=alert(1)>'}.csv`,
      catalogueOf([`${shop.url}/<b>gone</b>.jpg`, `${shop.url}/ok-8.jpg`], () => hostile),
    );
    await using visiting = await visit(`/requests/${id}/failures`);
    const { page } = visiting;
    await page.getByRole('heading', { name: '<svg onload' }).waitFor();
    await page.getByText(hostile).first().waitFor();
    expect(await page.locator('main script, main [onerror], main svg[onload], main b').count()).toBe(0);
    await page.goto(new URL('/requests', system.api).href);
    await page.getByRole('link', { name: '<svg onload' }).waitFor();
    expect(await page.title()).toBe('Requests – Halftone');
  });

  test('a request is found by a part of its name, and whoever deletes it is asked once', async () => {
    const { shop, system, visit } = house();
    const id = await upload(system.api, 'to-delete.csv', catalogueOf([`${shop.url}/ok-9.jpg`]));
    await upload(system.api, 'to-keep.csv', catalogueOf([`${shop.url}/ok-9.jpg`]));
    await using visiting = await visit('/requests');
    const { page } = visiting;
    await page.getByRole('searchbox').fill('DELETE');
    await page.getByRole('link', { name: 'to-keep.csv' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'to-delete.csv' }).click();
    await page.getByText('Done', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByText('to-delete.csv').waitFor();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('heading', { name: 'Requests' }).waitFor();
    const { status } = await fetch(`${system.api}/v1/requests/${id}`);
    expect(status).toBe(404);
  });
}
