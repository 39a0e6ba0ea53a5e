import { asyncApiDocument } from '@halftone/contracts';
import { permissionsConfiguration } from '@halftone/messaging';
import { apiTypes } from '../packages/console/scripts/api-types.ts';
import { valuesSchema } from './kubernetes/values-schema.ts';
import { DASHBOARDS, dashboardModel } from './observability/dashboards.ts';
import { alertsFile, recordingRulesFile } from './observability/rules.ts';
import { SHIPPED } from './observability/timing.ts';
import { alertsPage } from './pages/alerts.ts';
import { cataloguesPage } from './pages/catalogues.ts';
import { channelsPage } from './pages/channels.ts';
import { compatibilityTable } from './pages/compatibility.ts';
import { configurationPage, configurationTable } from './pages/configuration.ts';
import { databasePage } from './pages/database.ts';
import { eventsPage } from './pages/events.ts';
import { formatsPage } from './pages/formats.ts';
import { metricsPage } from './pages/metrics.ts';
import { openApiDocument } from './pages/openapi.ts';
import { postmanCollection } from './pages/postman.ts';
import { preflightPage } from './pages/preflight.ts';
import { fenced, webhookBody, webhookKinds, webhookSchedule } from './pages/receivers.ts';
import { roomTables } from './pages/rooms.ts';
import { workersPage } from './pages/workers.ts';

const CHART_FILES = [
  'nats/nats.conf',
  'nats/permissions.conf',
  'postgres/roles.sh',
  'postgres/limits.sql',
  'minio/create-bucket.sh',
  'minio/imager-policy.json',
  'minio/public-read.json',
];

export type Generated = { path: string; content: string };

/**
 * All documents that derive from the code, with what they should say.
 * @param read gives the present text of a document of which only a part is generated
 */
export async function generated(read: (path: string) => Promise<string>): Promise<Generated[]> {
  const example = async (language: string, name: string) =>
    fenced(language, await read(`docs/examples/${name}`));
  const openApi = await openApiDocument();
  const pages = [
    { path: 'docs/events.md', content: eventsPage() },
    { path: 'docs/catalogues.md', content: cataloguesPage() },
    { path: 'docs/channels.md', content: channelsPage() },
    { path: 'docs/configuration.md', content: configurationPage() },
    { path: 'docs/metrics.md', content: metricsPage() },
    { path: 'docs/alerts.md', content: alertsPage() },
    ...observability(),
    { path: 'docs/formats.md', content: formatsPage() },
    { path: 'docs/preflight.md', content: preflightPage() },
    { path: 'docs/workers.md', content: workersPage() },
    { path: 'docs/database.md', content: await databasePage() },
    { path: 'deploy/nats/permissions.conf', content: permissionsConfiguration() },
    { path: 'deploy/helm/halftone/values.schema.json', content: json(valuesSchema()) },
    ...(await chartFiles(read)),
    { path: 'docs/asyncapi.json', content: json(asyncApiDocument()) },
    { path: 'docs/openapi.json', content: json(openApi) },
    { path: 'packages/console/src/api/schema.ts', content: await apiTypes(json(openApi)) },
    { path: 'docs/halftone.postman_collection.json', content: json(await postmanCollection(openApi)) },
  ];
  const withSections: Record<string, Record<string, string>> = {
    'README.md': { configuration: configurationTable() },
    'docs/compatibility.md': { compatibility: compatibilityTable() },
    'docs/architecture.md': { rooms: roomTables() },
    'docs/subscribers.md': { 'subscriber.ts': await example('ts', 'subscriber.ts') },
    'docs/webhooks.md': {
      body: webhookBody(),
      kinds: webhookKinds(),
      schedule: webhookSchedule(),
      'receiver.mjs': await example('js', 'receiver.mjs'),
      'receiver.py': await example('python', 'receiver.py'),
    },
  };
  for (const [path, sections] of Object.entries(withSections)) {
    const content = Object.entries(sections).reduce(
      (text, [name, section]) => replaceSection(text, name, section),
      await read(path),
    );
    pages.push({ path, content });
  }
  return pages;
}

/** What the chart's bundled stores are set up with: a chart can hold only what is in its own folder. */
async function chartFiles(read: (path: string) => Promise<string>): Promise<Generated[]> {
  const own: Record<string, string> = { 'nats/permissions.conf': permissionsConfiguration() };
  const copies = CHART_FILES.map(async (path) => ({
    path: `deploy/helm/halftone/files/${path.split('/').at(-1)}`,
    content: own[path] ?? (await read(`deploy/${path}`)),
  }));
  return Promise.all(copies);
}

/** What Prometheus and Grafana read. */
function observability(): Generated[] {
  const folder = 'deploy/observability';
  return [
    { path: `${folder}/rules/recording.yml`, content: recordingRulesFile(SHIPPED) },
    { path: `${folder}/rules/alerts.yml`, content: alertsFile(SHIPPED) },
    ...DASHBOARDS.map((dashboard) => ({
      path: `${folder}/grafana/dashboards/${dashboard.uid}.json`,
      content: json(dashboardModel(dashboard, SHIPPED)),
    })),
  ];
}

const json = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

/** Replaces what stands between `<!-- generated: NAME -->` and `<!-- end of generated -->`. */
function replaceSection(text: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = '<!-- end of generated -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`There is no section "${begin}" … "${end}"`);
  return `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}
