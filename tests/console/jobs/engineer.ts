import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePort } from '@halftone/local-stack';
import { type TestSystem, testProcess } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { catalogueOf, downloaded, upload } from '../catalogue.ts';
import type { House } from '../house.ts';
import { expectAccessibleInBothSchemes, openVisit } from '../visit.ts';

const KEY = 'a-key-of-the-console-tests';

/** What an engineer does: tries a receiver, looks at deliveries, reads the log, uses a key. */
export function engineersJobs(house: () => House): void {
  test('a webhook that was delivered is sent again, and its attempts are listed', async () => {
    const { shop, system, receiver, received, visit } = house();
    const hook = `${receiver.url}/hook`;
    const id = await upload(system.api, 'told.csv', catalogueOf([`${shop.url}/ok-10.jpg`]), hook);
    await using visiting = await visit(`/requests/${id}/deliveries`);
    const { page } = visiting;
    await page.getByText('1 attempt', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('2 attempts', { exact: true }).waitFor();
    expect(await page.getByRole('row', { name: /Delivered .*204/ }).count()).toBe(2);
    const ids = received.filter(({ body }) => body.includes(id)).map((webhook) => webhook.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(2);
  });

  test('a receiver is tried, and what was sent and what came back are shown', async () => {
    const { receiver, visit } = house();
    await using visiting = await visit('/webhooks');
    const { page } = visiting;
    await page.getByLabel('Address of the receiver').fill(`${receiver.url}/broken`);
    await page.getByRole('button', { name: 'Send the test' }).click();
    await page
      .locator('main')
      .getByText(/Not delivered: status 500/)
      .waitFor();
    await page.getByText('webhook-signature: v1,').waitFor();
    await page.getByText('x-receiver: of the test').waitFor();
    await expectAccessibleInBothSchemes(page);
    await page.getByLabel('Address of the receiver').fill(`${receiver.url}/hook`);
    await page.getByRole('button', { name: 'Send the test' }).click();
    await page
      .locator('main')
      .getByText(/Delivered: status 204/)
      .waitFor();
    await page.getByRole('button', { name: 'Python' }).click();
    await page.getByText('def is_genuine').waitFor();
  });

  test('the events of a request are there as they stand in the log', async () => {
    const { shop, system, visit } = house();
    const id = await upload(system.api, 'logged.csv', catalogueOf([`${shop.url}/ok-11.jpg`]));
    await using visiting = await visit(`/requests/${id}/timeline`);
    const { page } = visiting;
    await page.getByText('Completed', { exact: true }).waitFor();
    expect(await page.locator('.timeline code').allTextContents()).toEqual([
      'request.accepted',
      'request.completed',
    ]);
    await page.getByRole('checkbox', { name: 'With every product and image' }).check();
    await page.getByText('Image compressed').click();
    await page.getByText('"keptOriginal"').waitFor();
  });

  test('the API is read and tried at /docs, which asks no other host for anything', async () => {
    await using visiting = await house().visit('/docs');
    await visiting.page.getByText('Submit a catalogue').waitFor();
    expect(await visiting.page.title()).toBe('Halftone API');
  });

  test('a key is asked for, a wrong one is refused, and the right one stays in the tab, where everything goes with it', async () => {
    const { browser, system } = house();
    await using gateway = await gatewayWithKey(system);
    await using visiting = await openVisit(browser, new URL(gateway.url), { expected: [/status of 401/] });
    const { page, context } = visiting;
    await page.goto(`${gateway.url}/requests`);
    await page.getByRole('heading', { name: 'Your API key' }).waitFor();
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This key is not known here').waitFor();
    await expectAccessibleInBothSchemes(page);
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('No requests yet').waitFor();
    await expectAccessibleInBothSchemes(page);
    await page.reload();
    await page.getByText('No requests yet').waitFor();
    expect(
      await page.evaluate('JSON.stringify([localStorage, document.cookie, location.href])'),
    ).not.toContain(KEY);
    await page.getByRole('button', { name: 'Try the sample catalogue' }).click();
    await page.getByText('1 image will be fetched').waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('1 of 1 images').waitFor();
    await page.getByText('Download', { exact: true }).click();
    const { text } = await downloaded(page, () => page.getByRole('button', { name: /output\.csv/ }).click());
    expect(text).toContain('ok-sample.jpg');
    const other = await context.newPage();
    await other.goto(`${gateway.url}/requests`);
    await other.getByRole('heading', { name: 'Your API key' }).waitFor();
  });
}

/** One more gateway of the system, which asks for a key. */
async function gatewayWithKey(system: TestSystem): Promise<AsyncDisposable & { url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = {
    name: 'gateway',
    command: process.execPath,
    args: [fileURLToPath(new URL('../../../services/gateway/src/main.ts', import.meta.url))],
    env: {
      ...system.environmentOf('gateway'),
      METRICS_PORT: '0',
      PORT: String(port),
      PUBLIC_URL: url,
      API_KEYS: `acme:${createHash('sha256').update(KEY).digest('hex')}`,
    },
    stopSignal: 'SIGTERM' as const,
  };
  const gateway = await testProcess(program, () => fetch(`${url}/readyz`).then(({ ok }) => ok));
  await gateway.start();
  return { url, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}
