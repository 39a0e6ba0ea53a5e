import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { Default, Errors } from 'typebox/value';

/** One or more environment variables are missing or wrong. The message names each, with what is expected. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export type Environment = Record<string, string | undefined>;

/**
 * Reads the environment by a schema whose keys are the names of the variables.
 * Numbers, booleans (`true`, `false`) and lists (separated by commas) are converted; an empty variable counts as not set.
 * A value can stand in a file, whose name is in the variable with `_FILE` behind it: secrets come so, in containers. An
 * empty file is a mistake, since whoever names one means to set something.
 * Values never stand in the message, since some are secrets.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readConfig<T extends TObject>(schema: T, env: Environment): Static<T> {
  const properties: Record<string, TSchema> = schema.properties;
  const given: Record<string, unknown> = {};
  const unreadable: string[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const { text, problem } = textOf(name, env);
    if (problem) unreadable.push(problem);
    if (text) given[name] = convert(property, text);
  }
  if (unreadable.length > 0) throw new ConfigError(unreadable.join('\n'));
  const config = Default(schema, given) as Record<string, unknown>;
  const problems = Object.keys(properties).flatMap((name) => problemOf(name, schema, config[name]));
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return config as Static<T>;
}

/** The value as text, from the variable or from its file. */
function textOf(name: string, env: Environment): { text?: string; problem?: string } {
  const text = env[name]?.trim() ?? '';
  const file = env[`${name}_FILE`]?.trim();
  if (!file) return { text };
  if (text) return { problem: `${name} and ${name}_FILE are both set` };
  try {
    const content = readFileSync(file, 'utf8').trim();
    return content ? { text: content } : { problem: `${name}_FILE names a file that is empty` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: `${name}_FILE names a file that cannot be read (${code})` };
  }
}

function convert(property: TSchema, text: string): unknown {
  switch ('type' in property ? property.type : undefined) {
    case 'integer':
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
        .map((item) => ('items' in property ? convert(property.items as TSchema, item) : item));
    default:
      return text;
  }
}

function problemOf(name: string, schema: TObject, value: unknown): string[] {
  const property = (schema.properties as Record<string, TSchema>)[name] ?? {};
  const description = 'description' in property ? ` (${property.description})` : '';
  if (value === undefined) {
    return schema.required?.includes(name) ? [`${name} is not set${description}`] : [];
  }
  const [fault] = Errors(property, value);
  return fault
    ? [`${name} ${'anyOf' in property ? 'is not one of its values' : fault.message}${description}`]
    : [];
}
