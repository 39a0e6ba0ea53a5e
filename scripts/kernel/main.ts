import { writeFile } from 'node:fs/promises';
import { compile, MODULE } from './compile.ts';

await writeFile(MODULE, await compile());
