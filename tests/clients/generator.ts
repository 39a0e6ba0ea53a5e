import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** The version of openapi-generator, unless OPENAPI_GENERATOR_VERSION names another. */
const VERSION = process.env.OPENAPI_GENERATOR_VERSION ?? '7.25.0';

let jar: Promise<string> | undefined;

/** openapi-generator from Maven Central, in Maven's own cache. */
async function generatorJar(): Promise<string> {
  const artifact = `org.openapitools:openapi-generator-cli:${VERSION}`;
  const args = ['--quiet', '--batch-mode', 'dependency:get', '-Dtransitive=false', `-Dartifact=${artifact}`];
  await runCommand({ command: 'mvn', args });
  const folder = join(homedir(), '.m2/repository/org/openapitools/openapi-generator-cli', VERSION);
  return join(folder, `openapi-generator-cli-${VERSION}.jar`);
}

export const generatorName = `openapi-generator ${VERSION}`;

/**
 * Generates a client.
 * @param properties the names that the client gets, and nothing that would change what is generated
 */
export async function generate(
  generator: string,
  document: string,
  folder: string,
  properties: Record<string, string> = {},
  options: readonly string[] = [],
): Promise<void> {
  jar ??= generatorJar();
  const given = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  const named = given.length > 0 ? ['--additional-properties', given.join(',')] : [];
  const args = ['-jar', await jar, 'generate', '-i', document, '-g', generator, '-o', folder];
  await runCommand({ command: 'java', args: [...args, ...named, ...options] });
}
