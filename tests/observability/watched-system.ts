import type { ServiceName } from '@halftone/contracts';
import {
  ownDatabaseForTest,
  prometheusForTest,
  systemForTest,
  type TestServer,
  type TestSystem,
} from '@halftone/local-stack/testing';
import { alertsFile, recordingRulesFile } from '../../scripts/observability/rules.ts';
import { hurried } from '../../scripts/observability/timing.ts';

const SERVICES: readonly ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];

/** What rules and panels wait for five minutes for, they wait for here for ten seconds. */
export const HURRY = hurried(2, 8);

/** Not shorter than what a scrape may wait for a store that is away. */
const SCRAPE_EVERY = '2500ms';
const EVALUATE_EVERY = '500ms';

/** The whole of Halftone, and a Prometheus that watches it with the rules that are shipped, in less time. */
export type WatchedSystem = AsyncDisposable & {
  system: TestSystem;
  database: TestServer;
  prometheus: string;
};

export async function watchedSystem(): Promise<WatchedSystem> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await ownDatabaseForTest());
  const settings = {
    // A webhook is given up only by whoever answers 410.
    WEBHOOK_RETRY_SCHEDULE: Array.from({ length: 60 }, () => '3').join(','),
    DOWNLOAD_RETRY_BASE_MS: '100',
    REQUESTS_PER_MINUTE: '0',
    REQUESTS_PER_MINUTE_PER_ADDRESS: '0',
  };
  const system = parts.use(await systemForTest(settings, { database }));
  const prometheus = parts.use(
    await prometheusForTest({
      configuration: configurationFor(system),
      rules: { 'recording.yml': recordingRulesFile(HURRY), 'alerts.yml': alertsFile(HURRY) },
    }),
  );
  const running = parts.move();
  return {
    system,
    database,
    prometheus: prometheus.url,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function configurationFor(system: TestSystem): string {
  const jobs = SERVICES.map((job) => ({
    job_name: job,
    static_configs: [{ targets: [new URL(system.metricsOf(job)).host] }],
  }));
  return JSON.stringify({
    global: {
      scrape_interval: SCRAPE_EVERY,
      scrape_timeout: SCRAPE_EVERY,
      evaluation_interval: EVALUATE_EVERY,
    },
    rule_files: ['recording.yml', 'alerts.yml'],
    scrape_configs: jobs,
  });
}

type Answer = { data: { result: unknown[]; alerts: { state: string; labels: Record<string, string> }[] } };

/** How many series a query finds now. */
export async function seriesOf(prometheus: string, query: string): Promise<number> {
  const response = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`);
  if (!response.ok) throw new Error(`${query}: ${await response.text()}`);
  return ((await response.json()) as Answer).data.result.length;
}

/** The labels of the alerts that fire. */
export async function firing(prometheus: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${prometheus}/api/v1/alerts`);
  const { data } = (await response.json()) as Answer;
  return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels);
}
