import { describe, expect, test } from 'vitest';
import { adviceFor } from './advice.ts';
import { apiForTest, json, pendingAnswer, REQUEST_ID } from './testing/api.ts';
import { command } from './testing/command.ts';

describe('advice', () => {
  test('never has the key of --key in it, and says how to paste it', async () => {
    await using api = await apiForTest({
      [`POST /v1/requests/${REQUEST_ID}/retry`]: json(pendingAnswer(), 202),
    });
    const { out } = await command(['retry', REQUEST_ID, '--url', api.url, '--key', 'htk_secret']);
    expect(out).toContain(`npx halftone watch ${REQUEST_ID} --url ${api.url} --key "$HALFTONE_KEY"\n`);
    expect(out).toMatch(/put it into the environment variable HALFTONE_KEY to paste them\.\n$/);
    expect(out).not.toContain('htk_secret');
  });

  test('needs neither address nor key where both are found without a word', async () => {
    const advice = adviceFor({ hasKeyFlag: false });
    expect(advice.command('download', 'id', '--out', "what's new")).toBe(
      String.raw`npx halftone download id --out 'what'\''s new'`,
    );
    expect(advice.note()).toBeUndefined();
  });
});
