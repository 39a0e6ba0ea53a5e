import { describe, expect, it } from 'vitest';
import { clientSettings, readServiceConfig, storeSettings } from './config.ts';
import { LONGEST_RETRY_AFTER_MS, MAX_ATTEMPTS, RETRY_FACTORS } from './retry-policy.ts';

const required = {
  S3_ENDPOINT: 'http://store:9000',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'secret',
  S3_BUCKET: 'halftone',
};

describe('the environment', () => {
  it('needs no more than where the outputs go', () => {
    expect(readServiceConfig(required)).toMatchObject({
      ACK_WAIT_MS: 15_000,
      MAX_IMAGE_BYTES: 33_554_432,
      DOWNLOAD_CONCURRENCY: 32,
      ORIGIN_CONCURRENCY: 20,
      ENCODE_CONCURRENCY: 0,
      OUTBOUND_ALLOW: [],
    });
  });

  it('gives a server that never answers up within 90 seconds', () => {
    const config = readServiceConfig(required);
    const waits = RETRY_FACTORS.reduce((sum, factor) => sum + factor * config.DOWNLOAD_RETRY_BASE_MS, 0);
    expect(waits + MAX_ATTEMPTS * config.DOWNLOAD_HEADER_TIMEOUT_MS).toBeLessThan(90_000);
    expect(waits + MAX_ATTEMPTS * config.DOWNLOAD_IDLE_TIMEOUT_MS).toBeLessThan(90_000);
  });

  it('lets a bad origin keep a request for ten minutes at most', () => {
    const config = readServiceConfig(required);
    const waits = (MAX_ATTEMPTS - 1) * LONGEST_RETRY_AFTER_MS;
    expect(waits + MAX_ATTEMPTS * config.DOWNLOAD_TOTAL_TIMEOUT_MS).toBeLessThan(600_000);
  });

  it('is refused by the names of what is missing', () => {
    const { S3_BUCKET: _, ...rest } = required;
    expect(() => readServiceConfig({ ...rest, S3_ENDPOINT: 'store:9000' })).toThrow(
      /S3_ENDPOINT.*S3_BUCKET/s,
    );
  });

  it('has the outputs read where they are written, unless it says otherwise', () => {
    expect(storeSettings(readServiceConfig(required)).publicUrl).toBe('http://store:9000');
    const behindCdn = readServiceConfig({ ...required, S3_PUBLIC_URL: 'https://cdn.example' });
    expect(storeSettings(behindCdn).publicUrl).toBe('https://cdn.example');
  });

  it('names a contact to the owners of image servers', () => {
    const config = readServiceConfig({ ...required, CONTACT_URL: 'https://shop.example/bot' });
    expect(clientSettings(config)).toMatchObject({
      userAgent: 'Halftone/0.1 (catalogue image compressor; +https://shop.example/bot)',
      limits: { total: 32, perOrigin: 20, reservedForUrgent: 8 },
    });
  });
});
