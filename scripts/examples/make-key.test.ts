import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createKeyring } from '../../services/gateway/src/access/keyring.ts';
import { readServiceConfig } from '../../services/gateway/src/config.ts';

test('a key made as the documents say is known to a gateway that has its entry', () => {
  const script = join(import.meta.dirname, '../../docs/examples/make-key.mjs');
  const made = execFileSync(process.execPath, [script, 'shop'], { encoding: 'utf8' });
  const key = /^key for shop: (htk_[\w-]{43})$/m.exec(made)?.[1] ?? '';
  const entry = /^entry of API_KEYS: (.+)$/m.exec(made)?.[1];
  const { API_KEYS = [] } = readServiceConfig({
    DATABASE_URL: 'postgres://127.0.0.1/halftone',
    API_KEYS: entry,
  });
  expect(createKeyring(API_KEYS)(key)).toBe('shop');
});
