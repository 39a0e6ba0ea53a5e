import type { RequestListener } from 'node:http';
import { originForTest } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { launchBrowser } from './stage.ts';
import { expectAccessible, openVisit } from './visit.ts';

const page =
  (body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', ...headers })
      .end(`<!doctype html><html lang="en"><title>A page</title>${body}`);

test('a visit tells of all that a page may not do, and axe of what not everybody can use', async () => {
  await using other = await originForTest({ '*': page('') });
  await using origin = await originForTest({
    '/': page(
      `<script src="/script.js"></script><script>blocked</script>
      <img alt="" src="${other.url}/told.png"><img alt="" src="${other.url}/untold.png" referrerpolicy="no-referrer">`,
      {
        'content-security-policy': `default-src 'self' ${other.url}`,
      },
    ),
    '/script.js': (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`fetch('${other.url}/data').catch(() => {}); throw new Error('a fault of the script');`),
  });
  await using parts = new AsyncDisposableStack();
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close());
  const visit = await openVisit(browser, new URL(origin.url), { expected: [/favicon/, /CORS|ERR_FAILED/] });
  await expect(expectAccessible(visit.page)).rejects.toThrow();
  await expect(visit[Symbol.asyncDispose]()).rejects.toThrow();
  expect(visit.faults.toSorted()).toEqual([
    expect.stringMatching(/^console: .*Content Security Policy/),
    `fetch of another host: ${other.url}/data`,
    `image of another host: ${other.url}/told.png, with a referrer`,
    expect.stringMatching(/^uncaught: .*a fault of the script/),
  ]);
});
