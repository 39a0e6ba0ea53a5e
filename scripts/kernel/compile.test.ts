import { expect, test } from 'vitest';
import { compile, readModule } from './compile.ts';

test('the kernel of the requantizer is what its sources are compiled to (npm run build-kernel)', async () => {
  const [compiled, stored] = await Promise.all([compile(), readModule()]);
  expect(compiled.equals(stored)).toBe(true);
});
