import { describe, expect, test } from 'vitest';
import { optionsInJson, optionsInText } from '../upload-options.ts';
import { webhookFieldOf, webhookFieldsIn } from './webhook-fields.ts';

describe('of the fields of an upload', () => {
  test.each([
    'webhookUrl',
    'webhook_url',
    'webhook-url',
    'WebhookURL',
    'webhook',
    'callback_url',
    'callbackUrl',
    'notify_url',
  ])('%s is taken as the receiver', (field) => {
    expect(webhookFieldOf(field)).toBe('webhookUrl');
  });

  test.each(['webhook_secret', 'callback_method', 'notify_email'])('%s is refused', (field) => {
    expect(() => webhookFieldOf(field)).toThrow(expect.objectContaining({ code: 'invalid_form' }));
  });

  test.each(['description', 'quality', 'file_name', 'constructor'])(
    '%s says nothing about webhooks',
    (field) => {
      expect(webhookFieldOf(field)).toBeNull();
    },
  );

  test('the query has the same spellings, each once', () => {
    expect(
      webhookFieldsIn({ callback_url: 'https://a.example/', webhook_events: 'request.progress', page: '1' }),
    ).toEqual({ webhookUrl: 'https://a.example/', webhookEvents: 'request.progress' });
    expect(() =>
      webhookFieldsIn({ callback_url: 'https://a.example/', webhook: 'https://b.example/' }),
    ).toThrow('more than once');
  });
});

describe('what a receiver is told', () => {
  test('is a list in JSON and a text with commas elsewhere, each once and in one order', () => {
    const expected = ['request.completed', 'request.progress'];
    const chosen = ['request.progress', 'request.completed', 'request.progress'] as const;
    expect(optionsInText({ webhookEvents: chosen.join(', ') })).toMatchObject({ webhookEvents: expected });
    expect(optionsInJson({ webhookEvents: ['request.progress', 'request.completed'] }, {})).toMatchObject({
      webhookEvents: expected,
    });
    expect(optionsInText({})).not.toHaveProperty('webhookEvents');
  });

  test('is refused when there is no such thing', () => {
    expect(() => optionsInText({ webhookEvents: 'request.lost' })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});
