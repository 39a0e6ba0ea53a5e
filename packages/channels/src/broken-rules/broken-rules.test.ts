import { expect, test } from 'vitest';
import { auditProduct } from '../audit-product.ts';
import { CHANNELS } from '../channels/channels.ts';
import { withImage } from '../products.fixture.ts';
import type { BrokenRule } from './broken-rule.fixture.ts';
import { FEEDS } from './feeds.fixture.ts';
import { REGIONAL } from './regional.fixture.ts';
import { WORLDWIDE } from './worldwide.fixture.ts';

const BROKEN = [...FEEDS, ...WORLDWIDE, ...REGIONAL];

const productOf = ({ channel, change = {}, main, product }: BrokenRule) =>
  product ?? (main ? withImage(channel, main, 1) : withImage(channel, change, 2));

test.each(BROKEN)('$channel: $rule is found as $severity', (broken) => {
  const { channel, rule, asOf = '2026-11-30', category, severity, says } = broken;
  const options = { asOf, subject: 'sources' as const, ...(category && { category }) };

  const found = auditProduct(channel, productOf(broken), options).find((finding) => finding.rule === rule);

  expect(found).toMatchObject({ channel, severity });
  expect(found?.message).toContain(says);
  expect(found?.hint).toMatch(/\.$/);
});

test('of every channel with rules a product breaks one', () => {
  const broken = new Set(BROKEN.map(({ channel }) => channel));

  expect(CHANNELS.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual(['idealo', 'wayfair']);
});

test('a rule that one image breaks is held against no other', () => {
  const small = withImage('meta', { width: 400, height: 400 }, 3);

  const findings = auditProduct('meta', small, { asOf: '2026-11-30', subject: 'sources' });

  expect(findings.map(({ position }) => position)).toEqual([3, 3]);
});
