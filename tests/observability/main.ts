import { originForTest, startTestRun, waitFor } from '@halftone/local-stack/testing';
import { ALERTS } from '../../scripts/observability/alerts.ts';
import { DASHBOARDS } from '../../scripts/observability/dashboards.ts';
import { RECORDING_RULES } from '../../scripts/observability/recording-rules.ts';
import { accepted, completed, upload } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';
import { freshCatalogue, type Surroundings, TROUBLES } from './troubles.ts';
import { firing, HURRY, seriesOf, watchedSystem } from './watched-system.ts';

/**
 * `npm run test:observability`: a Prometheus watches the running system. Every query of every panel and recording rule has to
 * find something, and every alert to fire when what it is for is brought about. `--only TEXT` takes the troubles whose name
 * contains it.
 */

const only = process.argv.includes('--only') ? (process.argv.at(-1) ?? '') : '';
const say = (line: string) => void process.stdout.write(`${line}\n`);
const FIRES_WITHIN_MS = 180_000;
const FOUND_WITHIN_MS = 60_000;

let faults = 0;
const fault = (what: string) => {
  faults += 1;
  say(`FAULT  ${what}`);
};

await using _run = await startTestRun();
const small = await picture(1);
const large = await picture(2, { width: 3000, height: 2000 });
let busy = 0;
await using origin = await originForTest({
  '*': (request, response) => {
    const { url = '' } = request;
    if (url.startsWith('/gone')) response.writeHead(404).end();
    else if (url.startsWith('/busy') && busy++ === 0) response.writeHead(503).end();
    else serve(url.startsWith('/large') ? large : small)(request, response);
  },
});
await using receiver = await originForTest({
  '*': ({ url }, response) => {
    response.writeHead({ '/down': 500, '/gone': 410 }[url ?? ''] ?? 204).end();
  },
});
await using watched = await watchedSystem();
const surroundings: Surroundings = { ...watched, origin: origin.url, receiver: receiver.url };
say(`Prometheus watches the system at ${watched.prometheus}`);

await everythingFinds(surroundings);
const seen = new Set<string>();
for (const trouble of TROUBLES.filter(({ name }) => name.includes(only))) await bringAbout(trouble);
const unseen = ALERTS.filter(({ name }) => !seen.has(name)).map(({ name }) => name);
if (unseen.length > 0 && !only) fault(`never seen to fire: ${unseen.join(', ')}`);
say(faults === 0 ? 'No faults.' : `${faults} faults.`);
process.exitCode = faults === 0 ? 0 : 1;

/** Every query of every panel and recording rule, after one of everything has happened. */
async function everythingFinds({ system, prometheus }: Surroundings): Promise<void> {
  await upload(system.api, 'no catalogue\nat all\n');
  for (const folder of ['', '/gone', '/busy']) {
    const id = await accepted(system.api, freshCatalogue(origin.url, 3, folder), `${receiver.url}/ok`);
    await completed(system.api, id);
  }
  const queries = [
    ...RECORDING_RULES.map(({ record, expr }) => ({ of: record, query: expr(HURRY) })),
    ...DASHBOARDS.flatMap(({ title, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap((panel) =>
          panel.queries.map(({ expr }) => ({ of: `${title}: ${panel.title}`, query: expr(HURRY) })),
        ),
      ),
    ),
  ];
  for (const { of, query } of queries) {
    const some = async () => (await seriesOf(prometheus, query)) || false;
    const found = await waitFor(of, some, { timeoutMs: FOUND_WITHIN_MS }).catch(() => 0);
    if (found === 0) fault(`${of} finds nothing: ${query}`);
    else say(`${String(found).padStart(4)} series  ${of}`);
  }
  const alarms = await firing(prometheus);
  if (alarms.length > 0) fault(`fires although all is well: ${JSON.stringify(alarms)}`);
}

async function bringAbout({ name, alerts, begin, end }: (typeof TROUBLES)[number]): Promise<void> {
  say(`\n${name}`);
  const began = performance.now();
  await begin(surroundings);
  for (const labels of alerts) {
    const isThis = (other: Record<string, string>) =>
      Object.entries(labels).every(([label, value]) => other[label] === value);
    const fires = async () => (await firing(watched.prometheus)).some(isThis);
    try {
      await waitFor(JSON.stringify(labels), fires, { timeoutMs: FIRES_WITHIN_MS, everyMs: 500 });
      seen.add(labels.alertname ?? '');
      say(
        `  fires after ${((performance.now() - began) / 1000).toFixed(0)} s: ${Object.values(labels).join(' ')}`,
      );
    } catch {
      fault(`does not fire: ${JSON.stringify(labels)}`);
    }
  }
  await end(surroundings);
}
