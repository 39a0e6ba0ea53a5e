import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

/** Text that browsers ask for; pictures and fonts are compressed already. */
const COMPRESSIBLE = /\.(js|css|svg|json|html)$/;

const FORMATS = {
  br: (content: Buffer) =>
    promisify(brotliCompress)(content, {
      params: {
        [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY,
        [zlib.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  gz: (content: Buffer) => promisify(gzip)(content, { level: zlib.Z_BEST_COMPRESSION }),
};

/** Puts a compressed copy beside every text of a folder, where it is the smaller one: `index.js.br`, `index.js.gz`. */
export async function compressFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!COMPRESSIBLE.test(name)) continue;
    const content = await readFile(join(folder, name));
    for (const [extension, compress] of Object.entries(FORMATS)) {
      const compressed = await compress(content);
      if (compressed.length < content.length) {
        await writeFile(join(folder, `${name}.${extension}`), compressed);
      }
    }
  }
}
