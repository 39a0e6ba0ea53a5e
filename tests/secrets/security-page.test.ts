import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDPOINTS } from '@halftone/contracts';
import { expect, test } from 'vitest';

const DOCS = join(import.meta.dirname, '../../docs');

test('every test and file that the page on security refers to is there', async () => {
  const page = await readFile(join(DOCS, 'security.md'), 'utf8');
  const files = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(30);
  const missing = await Promise.all(
    files.map((file) =>
      access(join(DOCS, file)).then(
        () => [],
        () => [file],
      ),
    ),
  );
  expect(missing.flat()).toEqual([]);
});

test('every setting that the page on security names is one', async () => {
  const page = await readFile(join(DOCS, 'security.md'), 'utf8');
  const settings = await readFile(join(DOCS, 'configuration.md'), 'utf8');
  const ofCompose = [
    ...(await readFile(join(DOCS, '../.env.example'), 'utf8')).matchAll(/^#?([A-Z0-9_]+)=/gm),
  ];
  // The first is Node's, the second a pattern, the third a stream.
  const others = ['NODE_EXTRA_CA_CERTS', 'NAME_FILE', ENDPOINTS.name, ...ofCompose.map(([, name]) => name)];
  const named = [...page.matchAll(/`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)[=`]/g)].map(([, name = '']) => name);
  const unknown = named.filter((name) => !others.includes(name) && !settings.includes(`\`${name}\``));
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(unknown)]).toEqual([]);
});
