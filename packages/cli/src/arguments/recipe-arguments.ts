import { Recipe, withoutAuto } from '@halftone/contracts';
import { type TSchema, Type } from 'typebox';
import { Errors } from 'typebox/value';
import { usageError } from '../command-error.ts';

/** The options of a recipe, by field. */
export type RecipeOptions = Record<string, unknown>;

type Values = Record<string, string | boolean | string[] | undefined>;

/** What a recipe has, and what the server makes of it: `for` is a channel, of which it knows what it takes. */
const FIELDS: Record<string, TSchema> = { ...Recipe.properties, for: Type.String({ minLength: 1 }) };
const FIELD_NAMES = Object.keys(FIELDS);

const flagOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What a value may be, where there are only a few. */
const valuesOf = (schema: TSchema): unknown[] | undefined => {
  if ('type' in schema && schema.type === 'boolean') return [true, false];
  return 'enum' in schema && Array.isArray(schema.enum) ? schema.enum : undefined;
};

/** A flag for each field of a recipe, such as --max-width for maxWidth. */
export const RECIPE_FLAGS: Record<string, { type: 'string' }> = Object.fromEntries(
  FIELD_NAMES.map((field) => [flagOf(field), { type: 'string' as const }]),
);

/** A flag that may stand without a value, and then means true, in the form in which it has one. */
export function withFlagValues(args: readonly string[]): string[] {
  const lone = Object.entries(FIELDS)
    .filter(([, schema]) => valuesOf(schema)?.includes(true))
    .map(([field]) => `--${flagOf(field)}`);
  return args.map((arg) => (lone.includes(arg) ? `${arg}=true` : arg));
}

/**
 * The recipe of --recipe (JSON, or key=value,…), over which the single flags go.
 * @throws CommandError that names what is wrong
 */
export function recipeFrom(values: Values): RecipeOptions | undefined {
  const { recipe } = values;
  const written: RecipeOptions = typeof recipe === 'string' ? recipeOfText(recipe) : {};
  for (const field of FIELD_NAMES) {
    const value = values[flagOf(field)];
    if (value !== undefined && !Array.isArray(value)) written[field] = converted(field, value);
  }
  const options = withoutAuto(written);
  for (const [field, value] of Object.entries(options)) check(field, value);
  return Object.keys(options).length > 0 ? options : undefined;
}

function recipeOfText(text: string): RecipeOptions {
  return text.trimStart().startsWith('{') ? recipeOfJson(text) : recipeOfPairs(text);
}

function recipeOfJson(text: string): RecipeOptions {
  try {
    // Begins with a brace: if it is JSON, it is an object. Its fields are checked with those of the flags.
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`--recipe is not JSON: ${error instanceof Error ? error.message : error}.`, EXAMPLES);
  }
}

function recipeOfPairs(text: string): RecipeOptions {
  const pairs = text.split(',').map((pair) => {
    const [field = '', value, ...more] = pair.split('=').map((part) => part.trim());
    if (!field || !value || more.length > 0)
      throw usageError(`--recipe has "${pair}", which is not key=value.`, EXAMPLES);
    return [field, converted(field, value)];
  });
  return Object.fromEntries(pairs);
}

const EXAMPLES = `For example: --recipe quality=60,format=webp or --recipe '{"quality":60,"format":"webp"}'`;

/** A quality that stands for a look. */
const AUTO = 'auto';

function converted(field: string, value: string | boolean): unknown {
  const schema = FIELDS[field] ?? {};
  if ('type' in schema && (schema.type === 'integer' || schema.type === 'number')) {
    return value === AUTO ? value : Number(value);
  }
  const known = valuesOf(schema)?.find((one) => String(one) === value);
  if (known !== undefined) return known;
  return value;
}

function check(field: string, value: unknown): void {
  const schema = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (!schema) throw usageError(`A recipe has no "${field}". It has ${FIELD_NAMES.join(', ')}.`, EXAMPLES);
  const [fault] = Errors(schema, value);
  if (!fault) return;
  const values = valuesOf(schema);
  const expected = values && `be one of ${values.join(', ')}`;
  throw usageError(
    `The recipe's ${field} ${expected ? `must ${expected}` : inWords(fault.message)}.`,
    EXAMPLES,
  );
}

/** What the validator says, as people do. */
const inWords = (message: string): string =>
  message
    .replace('must be integer', 'must be a whole number')
    .replace('must be <=', 'must be at most')
    .replace('must be >=', 'must be at least');
