import { defineConfig } from 'vite';

/** The gateway that `npm run dev` speaks to. */
const GATEWAY = process.env.HALFTONE_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  build: {
    target: 'es2023',
    // Small files as data: URLs would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { host: '127.0.0.1', proxy: { '/v1': GATEWAY, '/openapi.json': GATEWAY } },
});
