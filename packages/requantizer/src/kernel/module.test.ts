import { expect, test } from 'vitest';
import { compile, readModule } from '../../build/compile.ts';

test('the module in the repository is what its sources are compiled to (npm run build-requantizer)', async () => {
  const [compiled, stored] = await Promise.all([compile(), readModule()]);
  expect(compiled.equals(stored)).toBe(true);
});
