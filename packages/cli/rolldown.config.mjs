import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// One file for Node 20 and newer, with what it takes from the contracts in it, so that it can be installed by itself.
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  external: Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
  transform: { target: 'node20.11' },
  output: { file: 'dist/halftone.js', banner: '#!/usr/bin/env node' },
  logLevel: 'warn',
});
