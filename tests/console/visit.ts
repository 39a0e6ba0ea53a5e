import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { expect } from 'vitest';

export type VisitOptions = BrowserContextOptions & {
  /** Errors in the browser's console that belong to what is tested, such as an answer with 401. */
  expected?: RegExp[];
  /** What the tab's storage for the gateway's pages holds before their first script runs. */
  session?: Record<string, string>;
};

/** A visitor's page. Disposing it throws if it did anything that no page of Halftone may do. */
export type Visit = AsyncDisposable & {
  page: Page;
  context: BrowserContext;
  /** What it did so far: errors, violations of its content security policy, requests to other hosts. */
  faults: readonly string[];
};

/** One language and zone, whatever the machine's own. */
const READER: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: 'UTC',
  viewport: { width: 1280, height: 800 },
};

/** Opens an address in a context of its own, with an empty cache and nothing stored. */
export async function openVisit(
  browser: Browser,
  address: URL,
  { expected = [], session, ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ ...READER, ...options });
  if (session) await context.addInitScript(fillSession(address.origin, session));
  const faults: string[] = [];
  watch(context, address.host, (fault) => {
    if (!expected.some((pattern) => pattern.test(fault))) faults.push(fault);
  });
  const page = await context.newPage();
  await page.goto(address.href);
  return {
    page,
    context,
    faults,
    async [Symbol.asyncDispose]() {
      await context.close();
      expect(faults).toEqual([]);
    },
  };
}

/** Tells of all that pages of the gateway must not do. The browser reports a violation of the policy as an error. */
function watch(context: BrowserContext, host: string, report: (fault: string) => void): void {
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => report(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    const fault = faultOf(request, host);
    if (fault) report(fault);
  });
}

/** Pictures alone may come from elsewhere, and there nobody learns from which page they were asked for. */
function faultOf(request: Request, host: string): string | undefined {
  const { protocol, host: asked } = new URL(request.url());
  if (asked === host || protocol === 'data:' || protocol === 'blob:') return undefined;
  const what = `${request.resourceType()} of another host: ${request.url()}`;
  if (request.resourceType() !== 'image') return what;
  // The browser names an empty one where it sends none.
  return request.headers().referer ? `${what}, with a referrer` : undefined;
}

function fillSession(origin: string, entries: Record<string, string>): string {
  return `if (location.origin === ${JSON.stringify(origin)}) {
    for (const [key, value] of Object.entries(${JSON.stringify(entries)})) sessionStorage.setItem(key, value);
  }`;
}

/**
 * Expects that axe finds no violation in what the page shows now.
 * @param rules only these of its rules; all of them if left out
 */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  // As an expression, since the policy of the pages lets no script be added.
  if (await page.evaluate<boolean>('window.axe === undefined')) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(${rules ? JSON.stringify({ runOnly: rules }) : ''})`,
  );
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html)}`);
  expect(found).toEqual([]);
}

/** Expects the same of both colour schemes. */
export async function expectAccessibleInBothSchemes(page: Page): Promise<void> {
  // Colours that are still changing are neither.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await expectAccessible(page);
  // The scheme changes colours and nothing else.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectAccessible(page, ['color-contrast', 'link-in-text-block']);
}
