import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { generate } from './generator.ts';
import { runCommand } from './run-command.ts';

const WALKS = join(import.meta.dirname, 'walks');
const DOCUMENT = join(import.meta.dirname, '../../docs/openapi.json');
const ROOT = join(import.meta.dirname, '../..');

/** How to start a walk-through that was built. */
export type Walk = { command: string; args: string[]; cwd: string };

export type Language = {
  name: string;
  /** What has to be installed, and how each says its version. */
  tools: readonly (readonly [command: string, ...args: string[]])[];
  /** Generates the client in an empty folder, and compiles it as it is together with the walk-through. */
  build(folder: string): Promise<Walk>;
};

const JAVA = ['java', '-version'] as const;
const MAVEN = ['mvn', '--version'] as const;

const NEWTONSOFT_BRINGER = 'nswag@14.7.1';

/** The clients that are tried, one for each generator. */
export const LANGUAGES: readonly Language[] = [
  {
    name: 'openapi-fetch',
    tools: [['node', '--version']],
    async build(folder) {
      const require = createRequire(import.meta.url);
      const cli = join(require.resolve('openapi-typescript/package.json'), '../bin/cli.js');
      await runCommand({
        command: process.execPath,
        args: [cli, DOCUMENT, '--default-non-nullable', 'false', '-o', join(folder, 'api.ts')],
      });
      await cp(join(WALKS, 'openapi-fetch'), folder, { recursive: true });
      await linkModules(folder);
      await writeFile(
        join(folder, 'tsconfig.json'),
        tsconfig({ noEmit: true, allowImportingTsExtensions: true, verbatimModuleSyntax: true }),
      );
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      await runCommand({ command: 'tsc', args: ['--project', folder] });
      return { command: process.execPath, args: ['walk.ts'], cwd: folder };
    },
  },
  {
    name: 'typescript-fetch',
    tools: [JAVA, MAVEN, ['tsc', '--version']],
    async build(folder) {
      await generate('typescript-fetch', DOCUMENT, join(folder, 'client'));
      await cp(join(WALKS, 'typescript-fetch'), folder, { recursive: true });
      await linkModules(folder);
      await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}');
      await writeFile(join(folder, 'tsconfig.json'), tsconfig({ outDir: 'out' }));
      await runCommand({ command: 'tsc', args: ['--project', folder] });
      return { command: process.execPath, args: ['out/walk.js'], cwd: folder };
    },
  },
  {
    name: 'python',
    tools: [JAVA, MAVEN, ['python3', '--version']],
    async build(folder) {
      const client = join(folder, 'client');
      await generate('python', DOCUMENT, client, { packageName: 'halftone_client' });
      await runCommand({ command: 'python3', args: ['-m', 'venv', join(folder, 'env')] });
      const python = join(folder, 'env/bin/python');
      await runCommand({ command: python, args: ['-m', 'pip', 'install', '--quiet', client] });
      // Python compiles a module when it is first imported, and the walk-through does not import them all.
      await runCommand({ command: python, args: ['-m', 'compileall', '-q', client] });
      return { command: python, args: ['walk.py'], cwd: join(WALKS, 'python') };
    },
  },
  {
    name: 'go',
    tools: [JAVA, MAVEN, ['go', 'version']],
    async build(folder) {
      const module = { packageName: 'halftone' };
      await generate('go', DOCUMENT, join(folder, 'client'), module, [
        ...['--git-host', 'example.com', '--git-user-id', 'halftone', '--git-repo-id', 'client'],
      ]);
      await cp(join(WALKS, 'go'), folder, { recursive: true });
      await runCommand({ command: 'go', args: ['mod', 'tidy'], cwd: folder });
      await runCommand({ command: 'go', args: ['build', './...'], cwd: join(folder, 'client') });
      await runCommand({ command: 'go', args: ['build', '-o', 'walk', '.'], cwd: folder });
      return { command: join(folder, 'walk'), args: [], cwd: folder };
    },
  },
  {
    name: 'java',
    tools: [JAVA, MAVEN, ['javac', '-version']],
    async build(folder) {
      await generate('java', DOCUMENT, folder, {
        invokerPackage: 'halftone',
        apiPackage: 'halftone.api',
        modelPackage: 'halftone.model',
      });
      await cp(join(WALKS, 'java'), join(folder, 'src/main/java'), { recursive: true });
      const skipped = ['-DskipTests', '-Dmaven.javadoc.skip=true'];
      const goals = ['compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt'];
      await runCommand({
        command: 'sh',
        args: ['-c', `mvn --quiet --batch-mode ${[...skipped, ...goals].join(' ')}`],
        cwd: folder,
      });
      const classpath = `target/classes${delimiter}$(cat classpath.txt)`;
      return { command: 'sh', args: ['-c', `exec java -cp "${classpath}" Walk`], cwd: folder };
    },
  },
  {
    name: 'csharp',
    tools: [JAVA, MAVEN, ['dotnet', '--version']],
    async build(folder) {
      const client = { library: 'httpclient', packageName: 'Halftone.Client' };
      await generate('csharp', DOCUMENT, join(folder, 'client'), client);
      await mkdir(join(folder, 'walk'));
      await cp(join(WALKS, 'csharp'), join(folder, 'walk'), { recursive: true });
      await runCommand({
        command: 'dotnet',
        args: ['build', '--nologo', '-o', 'out'],
        cwd: join(folder, 'walk'),
      });
      return { command: 'dotnet', args: ['out/Walk.dll'], cwd: join(folder, 'walk') };
    },
  },
  {
    // The same client and walk-through without NuGet: compiled by Mono, with stand-ins for two packages that it does not call.
    name: 'csharp-mono',
    tools: [JAVA, MAVEN, ['mcs', '--version'], ['mono', '--version'], ['npm', '--version']],
    async build(folder) {
      const client = { library: 'httpclient', packageName: 'Halftone.Client' };
      await generate('csharp', DOCUMENT, join(folder, 'client'), {
        ...client,
        targetFramework: 'netstandard2.0',
      });
      // The npm package of another generator brings the one library that is called, in its real form.
      const json = 'package/bin/binaries/Win/Newtonsoft.Json.dll';
      await runCommand({ command: 'npm', args: ['pack', '--silent', NEWTONSOFT_BRINGER], cwd: folder });
      const unpack = `tar -xzf nswag-*.tgz --strip-components=4 ${json}`;
      await runCommand({ command: 'sh', args: ['-c', unpack], cwd: folder });
      const sources = ['csharp/Program.cs', 'csharp-mono/StandIns.cs'].map((name) => join(WALKS, name));
      const references = [
        'Newtonsoft.Json.dll',
        'System.Net.Http',
        'System.ComponentModel.DataAnnotations',
        'System.Runtime.Serialization',
        'System.Web',
        'System.IO.Compression',
      ].map((name) => `-r:${name}`);
      const args = ['-langversion:7.2', '-target:exe', '-out:walk.exe', ...references, ...sources];
      const all = '-recurse:client/src/Halftone.Client/*.cs';
      await runCommand({ command: 'mcs', args: [...args, all], cwd: folder });
      return { command: 'mono', args: ['walk.exe'], cwd: folder };
    },
  },
];

/** The packages of this workspace, for a folder outside it. */
async function linkModules(folder: string): Promise<void> {
  await symlink(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'));
}

function tsconfig(options: object): string {
  const compilerOptions = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    ...options,
  };
  return JSON.stringify({ compilerOptions, include: ['**/*.ts'], exclude: ['node_modules'] });
}
