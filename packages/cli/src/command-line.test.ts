import { describe, expect, test } from 'vitest';
import { CommandError } from './command-error.ts';
import { readCommandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';

const read = (...args: string[]) => readCommandLine(args, {});

describe('the command line', () => {
  test('says where the server is, or the environment does, or it is on this machine', () => {
    expect(read('list')).toMatchObject({ connection: { url: new URL('http://127.0.0.1:3000') } });
    const env = { HALFTONE_URL: 'https://halftone.example/api', HALFTONE_KEY: ' htk_env\n' };
    expect(readCommandLine(['list'], env)).toMatchObject({
      connection: { url: new URL('https://halftone.example/api'), key: 'htk_env' },
    });
    expect(readCommandLine(['list', '--url', 'http://a.example', '--key=htk_flag'], env)).toMatchObject({
      connection: { url: new URL('http://a.example'), key: 'htk_flag' },
    });
  });

  test('takes an upload with all its options', () => {
    const args = [
      '--webhook',
      'https://shop.example/hook',
      '--invalid-rows',
      'skip',
      '--encoding',
      'cp1251',
      '--sheet',
      'Products',
      '--columns',
      'name=Title',
      '--base-url',
      'https://shop.example/media/',
      '--idempotency-key',
      'k-1',
    ];
    expect(read('upload', 'a.csv', ...args, '--watch')).toMatchObject({
      what: {
        file: 'a.csv',
        webhookUrl: 'https://shop.example/hook',
        recipe: undefined,
        invalidRows: 'skip',
        encoding: 'cp1251',
        sheet: 'Products',
        columns: 'name=Title',
        baseUrl: 'https://shop.example/media/',
        idempotencyKey: 'k-1',
        dryRun: false,
        probe: undefined,
        watch: true,
      },
    });
  });

  test.each([
    [['--recipe', '{"quality":60,"keepMetadata":true}'], { quality: 60, keepMetadata: true }],
    [
      ['--recipe', 'quality=60, format=webp,keepMetadata=false'],
      { quality: 60, format: 'webp', keepMetadata: false },
    ],
    [
      ['--max-width', '800', '--target-ratio=0.5', '--keep-metadata'],
      { maxWidth: 800, targetRatio: 0.5, keepMetadata: true },
    ],
    [['--reuse', 'trust', '--reuse-max-age', '604800'], { reuse: 'trust', reuseMaxAge: 604_800 }],
    [['--recipe', 'reuse=never'], { reuse: 'never' }],
    [['--keep-metadata=none'], { keepMetadata: 'none' }],
    [['--max-bytes', '200000', '--may-scale'], { maxBytes: 200_000, mayScale: true }],
    [['--may-scale=false', '--max-bytes=5000'], { maxBytes: 5000, mayScale: false }],
    [['--quality', 'auto'], { look: 'good' }],
    [['--recipe', 'quality=auto,look=small'], { look: 'small' }],
    [['--recipe', '{"quality":"auto"}', '--look', 'identical'], { look: 'identical' }],
    [['--recipe', 'keepMetadata=none'], { keepMetadata: 'none' }],
    [['--recipe', 'quality=60,effort=small', '--quality', '70'], { quality: 70, effort: 'small' }],
  ])('the recipe of %j is understood', (args, recipe) => {
    expect(read('upload', 'a.csv', ...args)).toMatchObject({ what: { recipe } });
  });

  test.each([
    [[], ['output']],
    [['--zip'], ['zip']],
    [
      ['--zip', '--failed'],
      ['zip', 'failed'],
    ],
  ])('a download with %j is of %j', (args, files) => {
    expect(read('download', 'id-1', ...args)).toMatchObject({ what: { id: 'id-1', files, folder: '.' } });
  });

  test.each([
    [['frobnicate'], /no command "frobnicate"/],
    [['toString'], /no command "toString"/],
    [['upload'], /needs FILE/],
    [['status'], /needs ID/],
    [['status', 'a', 'b'], /does not take "b"/],
    [['status', '../a'], /not an id/],
    [['status', 'a', '--zip'], /--zip cannot be used with status/],
    [['list', '--limit', '0'], /--limit is "0"/],
    [['list', '--status', 'done'], /pending, processing, completed, cancelled/],
    [['list', '--nope'], /--nope/],
    [['watch', 'a', '--strict', '--nope'], /--nope/],
    [['upload', 'a.csv', '--strict'], /--strict/],
    [['images', 'a', '--reason', 'bad_luck'], /not_found/],
    [['deliveries', 'a', 'b'], /does not take "b"/],
    [['deliveries', '--since', 'yesterday'], /must be a time/],
    [['redeliver'], /needs the ID of a delivery/],
    [['upload', 'a.csv', '--invalid-rows', 'drop'], /reject, skip/],
    [['upload', 'a.csv', '--dry-run', '--watch'], /--dry-run/],
    [['upload', 'a.csv', '--probe', '5'], /--probe is for a dry run/],
    [['upload', 'a.csv', '--idempotency-key', 'a\nb'], /--idempotency-key/],
    [['upload', 'a.csv', '--quality', 'high'], /quality/],
    [['upload', 'a.csv', '--quality', '101'], /quality/],
    [['upload', 'a.csv', '--look', 'nice'], /identical, good, small/],
    [['upload', 'a.csv', '--max-bytes', '10'], /at least 1000/],
    [['upload', 'a.csv', '--format', 'gif'], /same, jpeg, webp, avif, png/],
    [['upload', 'a.csv', '--recipe', '{quality:60}'], /not JSON/],
    [['upload', 'a.csv', '--recipe', 'quality'], /not key=value/],
    [['upload', 'a.csv', '--recipe', 'size=3'], /no "size"/],
    [['upload', 'a.csv', '--recipe', '{"toString":1}'], /no "toString"/],
    [['list', '--url', 'ftp://a.example'], /http or https/],
    [['list', '--url', 'halftone'], /http or https/],
  ])('%j is refused with what is wrong', (args, sentence) => {
    const attempt = () => readCommandLine(args, {});
    expect(attempt).toThrow(CommandError);
    expect(attempt).toThrow(sentence);
    expect(attempt).toThrow(expect.objectContaining({ exitCode: EXIT.usage, hint: expect.any(String) }));
  });

  test('a key that cannot be sent is refused without being repeated', () => {
    const attempt = () => readCommandLine(['list'], { HALFTONE_KEY: 'htk_sécret' });
    expect(attempt).toThrow(/API key/);
    expect(attempt).not.toThrow(/htk_/);
  });
});
