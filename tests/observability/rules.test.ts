import { readFile } from 'node:fs/promises';
import { promtool } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ALERTS } from '../../scripts/observability/alerts.ts';
import { DASHBOARDS } from '../../scripts/observability/dashboards.ts';
import { RECORDING_RULES } from '../../scripts/observability/recording-rules.ts';
import { SHIPPED } from '../../scripts/observability/timing.ts';
import { METRICS } from '../../scripts/pages/metrics.ts';

const RULES = 'deploy/observability/rules';

test('Prometheus takes its configuration and the rules', async () => {
  await promtool('check', 'config', 'deploy/observability/prometheus.yml');
});

test('each alert fires when it should, and not before', async () => {
  await promtool('test', 'rules', `${RULES}/tests.yml`);
  const { tests } = parse(await readFile(`${RULES}/tests.yml`, 'utf8'), { merge: true });
  const expected = JSON.stringify(
    tests.flatMap((one: { promql_expr_test: unknown[] }) => one.promql_expr_test),
  );
  const unseen = ALERTS.filter(
    ({ name }) => !expected.includes(`{alertname=\\"${name}\\", alertstate=\\"firing\\"`),
  );
  expect(unseen.map(({ name }) => name)).toEqual([]);
});

/** Those of Prometheus itself, and of prom-client, that rules and panels use. */
const OF_THE_PROCESS = /^(up|process_|nodejs_)/;
const WORDS =
  /^(sum|max|min|by|on|and|or|unless|ignoring|group_left|rate|increase|absent|vector|time|histogram_quantile|label_replace|le)$/;

const declared = new Map<string, readonly string[]>();
for (const metric of Object.values(METRICS).flatMap((table) => Object.values(table))) {
  const labels = Object.keys(metric.labels ?? {});
  const names = metric.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  for (const end of names) declared.set(metric.name + end, [...labels, 'job', 'instance']);
}
for (const { record } of RECORDING_RULES) declared.set(record, ['consumer', 'outcome', 'reason']);

const queries = [
  ...ALERTS.map(({ expr }) => expr(SHIPPED)),
  ...RECORDING_RULES.map(({ expr }) => expr(SHIPPED)),
  ...DASHBOARDS.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .flatMap((panel) => panel.queries)
    .map(({ expr }) => expr(SHIPPED)),
];

test('every rule and every panel asks for what is measured, by labels that it has', () => {
  for (const query of queries) {
    const text = query.replaceAll(/\b(by|on|ignoring) \([^)]*\)|"[^"]*"|\[[^\]]*\]/g, '');
    const selectors = [...text.matchAll(/([a-z_][\w:]*)(?:\{([^}]*)\})?/gi)];
    for (const [, name = '', matchers = ''] of selectors) {
      if (WORDS.test(name) || OF_THE_PROCESS.test(name)) continue;
      expect(declared.has(name), `${name} in ${query}`).toBe(true);
      const labels = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label);
      for (const label of labels) expect(declared.get(name), `${name}{${label}}`).toContain(label);
    }
  }
});
