// The manifest of a package as it is published, while `npm pack` runs: `publish` before, `restore` after. In the workspace a
// package is its TypeScript; published, it is what was built from it, as `publishConfig` says, and its dependencies have the
// versions that are installed here. pnpm does the same by itself, npm does not. Plain JavaScript, because Node 20 has to read it.
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MANIFEST = 'package.json';
const KEPT = 'package.json.workspace';
const LICENSE = fileURLToPath(new URL('../../LICENSE', import.meta.url));
const OF_THE_WORKSPACE = ['private', 'scripts', 'devDependencies', 'publishConfig'];

const [step] = process.argv.slice(2);
// A pack that was interrupted has left the manifest as it was to be published.
if (existsSync(KEPT)) renameSync(KEPT, MANIFEST);
if (step === 'publish') {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  copyFileSync(MANIFEST, KEPT);
  copyFileSync(LICENSE, 'LICENSE');
  writeFileSync(MANIFEST, `${JSON.stringify(published(manifest), null, 2)}\n`);
} else {
  for (const made of ['LICENSE', 'dist']) rmSync(made, { recursive: true, force: true });
}

function published(manifest) {
  const kept = Object.entries(manifest).filter(([field]) => !OF_THE_WORKSPACE.includes(field));
  const dependencies = Object.keys(manifest.dependencies ?? {}).map((name) => [name, installed(name)]);
  return {
    ...Object.fromEntries(kept),
    ...manifest.publishConfig,
    dependencies: Object.fromEntries(dependencies),
  };
}

function installed(name) {
  return JSON.parse(readFileSync(join('node_modules', name, MANIFEST), 'utf8')).version;
}
