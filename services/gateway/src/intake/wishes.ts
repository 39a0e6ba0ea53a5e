import { encodingNamed } from '@halftone/catalog';
import { Recipe, recipeOf } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fieldFault, invalidFields, invalidValue } from '../problems/field-faults.ts';
import { webhookUrlOf } from './webhook-url.ts';

/** What a client wants to be done with its catalogue. */
export type Wishes = {
  recipe: Recipe;
  webhookUrl?: string;
  invalidRows: 'reject' | 'skip';
  /** The encoding to read the file in. */
  encoding?: string;
};

const RecipeBody = Type.Partial(Recipe, {
  additionalProperties: false,
  description: 'What is done to every image.',
});

const webhookUrl = Type.String({ description: 'Where the completion is posted.' });
const invalidRows = Type.Enum(['reject', 'skip'], {
  default: 'reject',
  description:
    'reject refuses a file with bad rows and lists them; skip passes them over, and they stand in the output CSV with the reason.',
});

const encoding = Type.String({
  description:
    'The character encoding of the file, by a WHATWG label such as windows-1251, or utf-32; it goes before what the file is declared to be and what its bytes suggest.',
});

/** The wishes as JSON. */
export const WishesBody = Type.Object(
  {
    recipe: Type.Optional(RecipeBody),
    webhookUrl: Type.Optional(webhookUrl),
    invalidRows: Type.Optional(invalidRows),
  },
  { additionalProperties: false },
);

/** The wishes as the fields of a form, or the parameters of a query. */
export const WishesFields = Type.Object({
  ...RecipeBody.properties,
  recipe: Type.Optional(
    Type.String({ description: 'The recipe as JSON; fields and parameters beside it go before it.' }),
  ),
  webhookUrl: Type.Optional(webhookUrl),
  invalidRows: Type.Optional(invalidRows),
  encoding: Type.Optional(encoding),
});

// Of a catalogue in JSON there is no question, whatever the query says.
const wishesBody = Compile(
  Type.Object(
    { ...WishesBody.properties, encoding: Type.Optional(encoding) },
    { additionalProperties: false },
  ),
);

/**
 * The wishes that stand in JSON and, where they are not there, in the query.
 * @throws Problem that lists every field that is wrong
 */
export function wishesInJson(given: Static<typeof WishesBody>, query: Record<string, unknown>): Wishes {
  const fallback = untyped(query);
  return checked({ ...fallback, ...given, recipe: { ...fallback.recipe, ...given.recipe } });
}

/**
 * The wishes that stand in fields of text; a field that was left empty is none.
 * @throws Problem that lists every field that is wrong
 */
export function wishesInText(fields: Record<string, unknown>): Wishes {
  return checked(untyped(fields));
}

function untyped(fields: Record<string, unknown>) {
  const given = Object.entries(fields).filter(([, text]) => text !== '' && text !== undefined);
  const inRecipe = ([name]: [string, unknown]) => Object.hasOwn(Recipe.properties, name);
  const single = given.filter(inRecipe).map(([name, text]) => [name, typed(name, text)]);
  const { recipe, ...others } = Object.fromEntries(given.filter((field) => !inRecipe(field)));
  return {
    ...others,
    recipe: { ...(recipe !== undefined && parsedRecipe(recipe)), ...Object.fromEntries(single) },
  };
}

function checked(given: unknown): Wishes {
  if (!wishesBody.Check(given)) throw invalidValue(wishesBody.Errors(given));
  const { recipe = {}, webhookUrl, invalidRows = 'reject', encoding } = given;
  return {
    ...(encoding !== undefined && { encoding: knownEncoding(encoding) }),
    recipe: recipeOf(recipe),
    ...(webhookUrl && { webhookUrl: webhookUrlOf(webhookUrl) }),
    invalidRows,
  };
}

function knownEncoding(label: string): string {
  const known = encodingNamed(label);
  if (known !== null) return known;
  throw invalidFields([
    fieldFault('encoding', 'invalid_value', 'must be an encoding such as utf-8, windows-1251 or shift_jis'),
  ]);
}

/** A part of a form may say itself that it is JSON, and is parsed already. */
function parsedRecipe(given: unknown): object {
  try {
    const recipe: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    if (typeof recipe === 'object' && recipe !== null && !Array.isArray(recipe)) return recipe;
  } catch {
    // Whatever it is, it is no JSON object.
  }
  throw invalidFields([fieldFault('recipe', 'invalid_value', 'must be a JSON object')]);
}

/** A text as the type that its field has; left as it is where it is none, for the validation to refuse. */
function typed(name: string, text: unknown): unknown {
  const schema = Object.entries(Recipe.properties).find(([property]) => property === name)?.[1];
  switch (schema && 'type' in schema && schema.type) {
    case 'integer':
    case 'number':
      return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}
