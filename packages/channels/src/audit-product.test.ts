import { describe, expect, test } from 'vitest';
import { type AuditOptions, auditProduct, notChecked } from './audit-product.ts';
import { CHANNELS } from './channels/channels.ts';
import { verdictOf } from './finding.ts';
import { outputFor } from './output-for.ts';
import { goodProduct, withImage } from './products.fixture.ts';
import { toldRules } from './told-rules.ts';

const TODAY: AuditOptions = { asOf: '2026-11-30', subject: 'sources' };

const audit = (channel: string, change: Parameters<typeof withImage>[1], options = TODAY) =>
  auditProduct(channel, withImage(channel, change, 1), options);
const severitiesOf = (findings: ReturnType<typeof audit>) =>
  Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));

describe('rules have dates', () => {
  const small = { width: 400, height: 400 };

  test('the day before Google refuses less than 500 pixels it warns', () => {
    const severities = severitiesOf(audit('google-merchant', small, { ...TODAY, asOf: '2027-01-30' }));

    expect(severities).toMatchObject({ 'min-size-announced': 'warning' });
    expect(severities).not.toHaveProperty('min-size');
  });

  test('from that day it is an error, and the earlier rules are gone', () => {
    const severities = severitiesOf(audit('google-merchant', small, { ...TODAY, asOf: '2027-01-31' }));

    expect(severities).toMatchObject({ 'min-size': 'error' });
    expect(severities).not.toHaveProperty('min-size-announced');
  });

  test('apparel has a larger smallest size until then', () => {
    const tiny = { width: 200, height: 200 };

    expect(severitiesOf(audit('google-merchant', tiny))).not.toHaveProperty('min-size-before');
    expect(severitiesOf(audit('google-merchant', tiny, { ...TODAY, category: 'apparel' }))).toMatchObject({
      'min-size-before-apparel': 'warning',
    });
  });
});

describe('what is not known', () => {
  test('never passes and never fails', () => {
    for (const { id } of CHANNELS) {
      const findings = auditProduct(id, { id: '1', images: [{ position: 1 }] }, TODAY);

      expect(verdictOf(findings.filter(({ position }) => position === 1)), id).not.toBe('passes');
      expect(findings.filter(({ severity, position }) => severity === 'error' && position === 1)).toEqual([]);
    }
  });

  test('is named', () => {
    const [finding] = audit('etsy', { transparent: undefined });

    expect(finding).toMatchObject({ rule: 'transparency', severity: 'unknown', position: 1 });
    expect(finding?.message).toMatch(/^The transparency of image 1 is not known\. .*Etsy asks for/);
    expect(finding?.hint).toMatch(/^Name the channel when the catalogue is uploaded/);
  });

  test('of an image that could not be loaded is said once', () => {
    const failed = { code: 'timeout', detail: 'shop.example did not answer in 30 s.' };
    const product = { id: '1', images: [...goodProduct('amazon').images.slice(1), { position: 1, failed }] };

    const findings = auditProduct('amazon', product, TODAY).filter(({ position }) => position === 1);

    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['unread-image', 'unknown']]);
    expect(findings[0]?.message).toContain('shop.example did not answer in 30 s.');
  });

  test('of a channel without readable rules is everything', () => {
    expect(verdictOf(auditProduct('wayfair', goodProduct('wayfair'), TODAY))).toBe('unknown');
  });
});

describe('what decides the severity', () => {
  test('only what a channel refuses by its own words is an error', () => {
    const certain = new Set(
      CHANNELS.flatMap(({ id }) =>
        toldRules(id)
          .filter(({ effect, certainty }) => effect === 'refuses' && certainty.startsWith('official'))
          .map((rule) => `${id}/${rule.id}`),
      ),
    );
    const terrible = {
      position: 1,
      url: 'ftp://10.0.0.1/ä b,c?d',
      format: 'svg',
      width: 10,
      height: 400,
      bytes: 90_000_000,
      frames: 9,
      transparent: true,
      colours: 'cmyk' as const,
      border: { colour: '#000000', share: 1, white: 0 },
    };
    const errors = CHANNELS.flatMap(({ id }) =>
      auditProduct(id, { id: '1', images: [terrible, { ...terrible, position: 2 }] }, TODAY),
    ).filter(({ severity }) => severity === 'error');

    expect(errors.length).toBeGreaterThan(40);
    for (const { channel, rule } of errors) expect(certain).toContain(`${channel}/${rule}`);
  });

  test('a border that is white in part is a warning at most', () => {
    const half = { border: { colour: '#ffffff', share: 0.5, white: 0.5 } };

    expect(severitiesOf(audit('amazon', half))).toMatchObject({ 'white-background': 'warning' });
  });

  test('an exception that no fact tells keeps a rule from failing anything', () => {
    const model = { border: { colour: '#c0c0c0', share: 0.9, white: 0 } };

    expect(severitiesOf(audit('zalando', model))).toEqual({ 'white-background': 'warning' });
  });
});

test('a white background is asked of the main image alone', () => {
  const grey = { border: { colour: '#808080', share: 1, white: 0 } };

  expect(auditProduct('amazon', withImage('amazon', grey, 2), TODAY)).toEqual([]);
});

test('the main image is the one that is called so', () => {
  const grey = { border: { colour: '#808080', share: 1, white: 0 }, role: 'main' as const };
  const { id, images } = withImage('amazon', grey, 3);

  const findings = auditProduct('amazon', { id, images }, TODAY);

  expect(findings.map(({ rule, position }) => [rule, position])).toEqual([['white-background', 3]]);
});

test('an address that only the inside reaches is found', () => {
  for (const host of ['localhost', '127.0.0.1', '192.168.1.4', '[::1]', 'minio', 'shop.internal']) {
    const findings = audit('zalando', { url: `http://${host}:9000/outputs/1.jpg` });

    expect(severitiesOf(findings), host).toEqual({ reachable: 'error' });
  }
});

describe('what was not checked', () => {
  test('is listed with why', () => {
    const listed = notChecked('amazon', TODAY);

    expect(listed.map(({ rule }) => rule)).toEqual([
      'resolution',
      'tiff',
      'white-background',
      'fill',
      'overlays',
    ]);
    expect(listed.every(({ severity }) => severity === 'notChecked')).toBe(true);
    expect(listed[2]?.message).toMatch(/Only the border of the pictures was checked\.$/);
  });

  test('is a finding of no image', () => {
    expect(
      CHANNELS.flatMap(({ id }) => auditProduct(id, goodProduct(id), TODAY).map(({ severity }) => severity)),
    ).not.toContain('notChecked');
  });
});

test('what the recipe for a channel limits, the channel takes', () => {
  for (const { id } of CHANNELS) {
    const output = outputFor(id);
    if (!output) continue;
    const { maxWidth = 3000, maxHeight = 3000, maxBytes = 1_000_000, quality = 90 } = output;
    const largest = { width: maxWidth, height: maxHeight, bytes: maxBytes, quality, format: output.format };
    const square = id === 'zalando' ? {} : largest;

    const alarms = audit(id, { ...square, bytes: maxBytes, format: output.format });

    expect(alarms.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
  }
});
