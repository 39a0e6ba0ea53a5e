import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

/** The module as it stands in the repository. */
export const MODULE = new URL('../../packages/requantizer/kernel/requantizer.wasm', import.meta.url);

/** 256 MB. A file that needs more is declined. */
const MOST_PAGES = 4096;

// biome-ignore format: an option and its value in a line
const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime', 'stub',
  '--enable', 'simd',
  '--maximumMemory', String(MOST_PAGES),
];

/**
 * Compiles kernel/ to WebAssembly. The same sources and the same compiler give the same bytes.
 * @throws Error with what the compiler complains of
 */
export async function compile(): Promise<Buffer> {
  const folder = fileURLToPath(new URL('.', MODULE));
  let module: Uint8Array | undefined;
  const { error, stderr } = await main(
    ['requantizer.ts', '--outFile', 'requantizer.wasm', '--baseDir', folder, ...OPTIONS],
    {
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') module = contents;
      },
    },
  );
  if (error || !module) throw new Error(`${error?.message ?? 'Nothing was compiled.'}\n${stderr.toString()}`);
  return Buffer.from(module);
}

export const readModule = () => readFile(MODULE);
