import { serveCodec } from './serve-codec.ts';

serveCodec(JSON.parse(process.argv[2] ?? ''));
