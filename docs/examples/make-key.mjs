// Makes an API key, and the entry of API_KEYS by which the gateway knows it.
//
//   node docs/examples/make-key.mjs shop
import { createHash, randomBytes } from 'node:crypto';

const [name = 'client'] = process.argv.slice(2);
const key = `htk_${randomBytes(32).toString('base64url')}`;
const hash = createHash('sha256').update(key).digest('hex');
process.stdout.write(`key for ${name}: ${key}\nentry of API_KEYS: ${name}:${hash}\n`);
