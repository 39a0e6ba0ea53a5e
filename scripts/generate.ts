// `npm run generate`: writes the documents that derive from the code. `generate.test.ts` fails when one differs.
import { readFile, writeFile } from 'node:fs/promises';
import { generated } from './generated.ts';

for (const { path, content } of await generated((file) => readFile(file, 'utf8'))) {
  await writeFile(path, content);
  console.log(path);
}
