import { type SystemOptions, systemForTest, type TestSystem } from '@halftone/local-stack/testing';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { openVisit, type Visit, type VisitOptions } from './visit.ts';

/** What a test file looks at: Halftone on loopback, and a browser. */
export type Stage = AsyncDisposable & {
  system: TestSystem;
  browser: Browser;
  /** Opens a path of the gateway as a visitor who was never there. */
  visit(path: string, options?: VisitOptions): Promise<Visit>;
};

/**
 * Starts Halftone and a browser, for one test file.
 * @param settings environment variables for all services
 */
export async function stageForTest(
  settings: Record<string, string> = {},
  options: SystemOptions = {},
): Promise<Stage> {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await systemForTest(settings, options));
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close());
  const running = parts.move();
  return {
    system,
    browser,
    visit: (path, visitOptions) => openVisit(browser, new URL(path, system.api), visitOptions),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A browser without a window. It shows no page but those of the test, so it does without its sandbox, which root cannot have. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium(process.env);
  return chromium.launch({ executablePath, env: { ...process.env, ...env }, chromiumSandbox: false });
}
