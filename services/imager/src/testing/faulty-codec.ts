import { pbkdf2 } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { compress } from '../codec/compress.ts';
import { serveCodec } from '../codec-process/serve-codec.ts';

/** A codec for tests, in which a file that holds one of these words does what an attack on a decoder might. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  'fault:abort': () => process.abort(),
  'fault:segv': () => process.kill(process.pid, 'SIGSEGV'),
  'fault:kill': () => process.kill(process.pid, 'SIGKILL'),
  'fault:exit': () => process.exit(0),
  'fault:throw': () => {
    throw new Error('a fault');
  },
  'fault:loop': () => {
    for (;;);
  },
  // In a thread of libuv's pool, where sharp's work is.
  'fault:thread': () => new Promise((resolve) => pbkdf2('', '', 2 ** 31 - 1, 64, 'sha512', resolve)),
  'fault:memory': async () => {
    for (const held = []; ; await delay(1)) held.push(Buffer.alloc(64 * 1024 * 1024, 1));
  },
  'fault:greed': () => {
    for (const bytes of [1, 2]) process.send?.({ kind: 'needs', bytes });
  },
  'fault:lie': () => process.send?.({ kind: 'done', output: 'none' }),
};

/** A library that has something to say, where programs say it. */
const CHATTY = 'fault:print';

serveCodec(JSON.parse(process.argv[2] ?? ''), async (bytes, ...rest) => {
  if (bytes.includes(CHATTY)) writeSync(1, 'a warning\n');
  const word = Object.keys(FAULTS).find((fault) => bytes.includes(fault));
  if (word) {
    await FAULTS[word]?.();
    await new Promise(() => {});
  }
  return compress(bytes, ...rest);
});
