import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createFindings, FINDINGS } from './findings.ts';

test('every code stands in docs/operations.md with its severity, and no other does', async () => {
  const page = await readFile(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (fault|note) \|/gm)];
  expect(Object.fromEntries(rows.map(([, code, severity]) => [code, severity]))).toEqual(FINDINGS);
});

test('of a million of one kind the first twenty are shown, and all are counted', () => {
  const findings = createFindings();
  for (let row = 1; row <= 1_000_000; row += 1) findings.add('row_missing', `row ${row}`);
  findings.add('object_missing', 'an object');
  const { shown, counts } = findings.all();
  expect(shown).toHaveLength(21);
  expect(counts).toEqual({ row_missing: 1_000_000, object_missing: 1 });
});
