import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFile(join(root, path), 'utf8');

type Container = {
  profiles?: string[];
  image?: string;
  volumes?: string[];
  ports?: string[];
  environment?: Record<string, string | null>;
};
const { services } = parse(await read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Container>;
};
const watching = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('observability'));

test('what watches the system is pinned, mounts what there is, and has no secret', () => {
  expect(watching.map(([name]) => name)).toEqual(['prometheus', 'grafana', 'jaeger']);
  for (const [name, { image, volumes = [] }] of watching) {
    expect(image, name).toMatch(/^[a-z/]+:v?\d+\.\d+\.\d+$/);
    const mounted = volumes
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((path) => path.startsWith('.'));
    for (const path of mounted) expect(existsSync(join(root, path)), path).toBe(true);
  }
  expect(JSON.stringify(watching)).not.toMatch(/PASSWORD|SECRET/);
});

test('what watches the system asks for no login, so it is on loopback wherever the gateway is published', () => {
  const ports = watching.flatMap(([, container]) => container.ports ?? []);
  expect(ports).toHaveLength(3);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('Prometheus asks every service, at the port where its metrics are', async () => {
  const { scrape_configs: jobs } = parse(await read('deploy/observability/prometheus.yml'));
  const asked = jobs.map((job: { job_name: string; dns_sd_configs: [{ names: [string]; port: number }] }) => {
    const [{ names, port }] = job.dns_sd_configs;
    return [job.job_name, names[0], port];
  });
  const [, port] = /^ +PORT=(\d+)$/m.exec(await read('deploy/Dockerfile')) ?? [];
  expect(asked).toEqual([
    ['gateway', 'gateway', Number(services.gateway?.environment?.METRICS_PORT)],
    ...['ingest', 'imager', 'tracker', 'notifier'].map((name) => [name, name, Number(port)]),
  ]);
});

test('the dashboards are where Grafana is told, and ask the data source that it is given', async () => {
  const { providers } = parse(
    await read('deploy/observability/grafana/provisioning/dashboards/halftone.yml'),
  );
  const mounts = services.grafana?.volumes ?? [];
  expect(mounts).toContain(`./deploy/observability/grafana/dashboards:${providers[0].options.path}:ro`);
  const { datasources } = parse(
    await read('deploy/observability/grafana/provisioning/datasources/halftone.yml'),
  );
  const dashboard = await read('deploy/observability/grafana/dashboards/halftone-overview.json');
  const asked = new Set(
    [...dashboard.matchAll(/"type": "prometheus",\s+"uid": "([^"]+)"/g)].map(([, uid]) => uid),
  );
  expect([...asked]).toEqual([datasources[0].uid]);
});
