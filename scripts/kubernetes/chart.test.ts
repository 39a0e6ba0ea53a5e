import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const HELM_FOLDER = join(import.meta.dirname, '../../deploy/helm');
const EXAMPLES = ['trying-out', 'production'];

const read = (path: string) => readFile(join(HELM_FOLDER, path), 'utf8');
const rendered = async (example: string) =>
  parseAllDocuments(await read(`rendered/${example}.yaml`)).flatMap((document) => document.toJS() ?? []);

async function faultsOf(values: unknown): Promise<string[]> {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const check = ajv.compile(JSON.parse(await read('halftone/values.schema.json')));
  check(values);
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test.each(['halftone/values.yaml', ...EXAMPLES.map((name) => `examples/${name}.yaml`)])(
  'the values of %s fit their schema',
  async (path) => expect(await faultsOf(parse(await read(path)))).toEqual([]),
);

test('a setting that no service has, a consumer of another service and a misspelt value are refused', async () => {
  const faults = await faultsOf({
    imager: {
      env: { ENCODE_CONCURENCY: 2 },
      autoscaling: { triggers: [{ consumer: 'tracker', lag: 1 }] },
      replica: 2,
    },
  });
  expect(faults).toEqual([
    '/imager must NOT have additional properties',
    '/imager/env must NOT have additional properties',
    '/imager/autoscaling/triggers/0/consumer must be equal to one of the allowed values',
  ]);
});

test('the rendered examples are those of this chart', async () => {
  const sources = (await read('rendered/SOURCES')).trim().split('\n');
  const changed = [];
  for (const line of sources) {
    const [digest, path = ''] = line.split(/ +/);
    if (
      createHash('sha256')
        .update(await read(path))
        .digest('hex') !== digest
    )
      changed.push(path);
  }
  expect(changed, 'changed since deploy/helm/check.sh --write').toEqual([]);
});

test('Helm renders the examples as they are committed, where it is installed', async () => {
  const helm = await findHelm();
  if (!helm) {
    process.stderr.write(
      'Helm is not here, so only the digests of the chart were compared. deploy/helm/check.sh installs it.\n',
    );
    return;
  }
  for (const example of EXAMPLES) {
    const args = ['--namespace', 'halftone', '--kube-version', '1.34.0', '-f', `examples/${example}.yaml`];
    const { stdout } = await promisify(execFile)(helm, ['template', 'halftone', 'halftone', ...args], {
      cwd: HELM_FOLDER,
    });
    expect(stdout).toBe(await read(`rendered/${example}.yaml`));
  }
});

/** The one that deploy/helm/check.sh installs, so that it is the version that has rendered them. */
async function findHelm(): Promise<string | null> {
  const { HALFTONE_HELM_TOOLS, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  const helm = join(HALFTONE_HELM_TOOLS || join(XDG_CACHE_HOME, 'halftone/helm'), 'bin/helm');
  return promisify(execFile)(helm, ['version']).then(
    () => helm,
    () => null,
  );
}

test.each(EXAMPLES)(
  'in %s nobody is root, writes to the image, or may do more than others',
  async (example) => {
    const pods = (await rendered(example)).flatMap(({ kind, metadata, spec }) => {
      const template = kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
      return template?.spec?.containers ? [{ name: metadata.name, pod: template.spec }] : [];
    });
    expect(pods.length).toBeGreaterThan(6);
    for (const { name, pod } of pods) {
      expect(pod.automountServiceAccountToken, name).toBe(false);
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext, resources } of pod.containers) {
        expect(securityContext, name).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(resources.limits.memory, name).toBeDefined();
      }
    }
  },
);

test.each(EXAMPLES)('in %s no pod is restarted because something else is away', async (example) => {
  const services = (await rendered(example)).filter(({ kind }) => kind === 'Deployment');
  expect(services).toHaveLength(5);
  for (const { spec } of services) {
    const [{ livenessProbe, startupProbe, readinessProbe }] = spec.template.spec.containers;
    expect([livenessProbe, startupProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      '/healthz',
      '/healthz',
    ]);
    expect(readinessProbe.httpGet.path).toBe('/readyz');
  }
});

test.each(EXAMPLES)('in %s imager and notifier alone may leave the cluster', async (example) => {
  const policies = (await rendered(example)).filter(({ kind }) => kind === 'NetworkPolicy');
  const leaving = policies.filter(({ spec }) =>
    JSON.stringify(spec.egress ?? []).includes('"cidr":"0.0.0.0/0"'),
  );
  expect(leaving.map(({ metadata }) => metadata.name).sort()).toEqual([
    'halftone-imager',
    'halftone-notifier',
  ]);
  expect(policies.every(({ spec }) => spec.policyTypes.includes('Egress'))).toBe(true);
});

test('with the bundled stores every way out but that to DNS names where it leads', async () => {
  const policies = (await rendered('trying-out')).filter(({ kind }) => kind === 'NetworkPolicy');
  const open = policies.flatMap(({ spec }) =>
    (spec.egress ?? []).filter((rule: { to?: unknown }) => rule.to === undefined),
  );
  expect(open.length).toBeGreaterThan(0);
  const ports = open.flatMap((rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port));
  expect(new Set(ports)).toEqual(new Set([53]));
});
