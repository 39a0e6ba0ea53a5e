import { createLogger } from '@halftone/runtime';
import { LIMITS } from '../codec/images.fixture.ts';
import { createCodecPool } from './codec-pool.ts';

/**
 * Owns a codec process until it is killed; prints a line when it has one, which works on the file given.
 * `node codec-pool.fixture.ts <entry> <text of the file>`
 */
const [entry = '', file = ''] = process.argv.slice(2);
const pool = await createCodecPool({
  entry,
  processes: 1,
  limits: LIMITS,
  allotment: 1,
  timeoutMs: 3_600_000,
  maxMemoryBytes: 2 ** 31,
  niceness: 0,
  maxIdleBytes: 2 ** 31,
  maxImages: 1000,
  logger: createLogger('imager', 'silent'),
});
const work =
  file === 'idle' ? new Promise(() => {}) : pool.compress(Buffer.from(file), { quality: 50 }, async () => {});
process.stdout.write('ready\n');
setInterval(() => {}, 1000);
await work;
