import { type ChosenWebhook, Recipe, recipeOf, withoutAuto } from '@halftone/contracts';
import type { JudgeLiteral } from '@halftone/outbound/destinations';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fieldFault, invalidFields, invalidValue } from '../problems/field-faults.ts';
import {
  Channels,
  ChannelsField,
  channelOptionsOf,
  channelsIn,
  RecipeFor,
} from './channels/channel-options.ts';
import {
  columnsIn,
  type FileOptions,
  FileOptionsBody,
  FileOptionsFields,
  fileOptionsOf,
} from './file-options.ts';
import {
  distinctWebhooks,
  WebhookEvents,
  WebhookEventsField,
  webhookEventsIn,
} from './webhooks/webhook-events.ts';
import { refuseUnreachable, webhookUrlOf } from './webhooks/webhook-url.ts';

/** What a client wants to be done with its catalogue. */
export type UploadOptions = {
  recipe: Recipe;
  webhookUrl?: string;
  webhookEvents?: ChosenWebhook[];
  /** The sales channels whose rules the images are to meet. */
  channels?: string[];
  invalidRows: 'reject' | 'skip';
  /** How the file is read. */
  file: FileOptions;
};

const RecipeBody = Type.Object(
  { ...Type.Partial(Recipe).properties, for: Type.Optional(RecipeFor) },
  {
    title: 'RecipeOptions',
    additionalProperties: false,
    description: 'What is done to every image.',
  },
);

const webhookUrl = Type.String({ description: 'Where webhooks are posted.' });
const invalidRows = Type.Enum(['reject', 'skip'], {
  title: 'InvalidRows',
  default: 'reject',
  description:
    'reject refuses a file with bad rows and lists them; skip leaves them out and lists them in the output CSV with the reason.',
});

/** The options as JSON. */
export const UploadOptionsBody = Type.Object(
  {
    recipe: Type.Optional(RecipeBody),
    webhookUrl: Type.Optional(webhookUrl),
    webhookEvents: Type.Optional(WebhookEvents),
    channels: Type.Optional(Channels),
    invalidRows: Type.Optional(invalidRows),
    ...FileOptionsBody,
  },
  { additionalProperties: false },
);

/** The options as the fields of a form, or the parameters of a query. */
export const UploadOptionsFields = Type.Object({
  ...RecipeBody.properties,
  keepMetadata: Type.Optional(
    Type.Enum(['false', 'true', 'none'], {
      title: 'KeepMetadataText',
      default: 'false',
      description: 'Whether metadata is kept in the outputs, as in a recipe.',
    }),
  ),
  recipe: Type.Optional(
    Type.String({ description: 'The recipe as JSON; single fields and parameters override it.' }),
  ),
  webhookUrl: Type.Optional(webhookUrl),
  webhookEvents: Type.Optional(WebhookEventsField),
  channels: Type.Optional(ChannelsField),
  invalidRows: Type.Optional(invalidRows),
  ...FileOptionsFields,
});

const optionsBody = Compile(UploadOptionsBody);

/**
 * The options that stand in JSON and, where they are not there, in the query.
 * @throws Problem that lists every field that is wrong
 */
export function optionsInJson(
  given: Static<typeof UploadOptionsBody>,
  query: Record<string, unknown>,
): UploadOptions {
  const fallback = untyped(query);
  return checked({ ...fallback, ...given, recipe: { ...fallback.recipe, ...given.recipe } });
}

/**
 * The options that stand in fields of text; an empty field counts as missing.
 * @throws Problem that lists every field that is wrong
 */
export function optionsInText(fields: Record<string, unknown>): UploadOptions {
  return checked(untyped(fields));
}

/**
 * The same options, if their receiver can be one.
 * @throws Problem `invalid_webhook_url`
 */
export function reachable(options: UploadOptions, judge: JudgeLiteral): UploadOptions {
  refuseUnreachable(options.webhookUrl, judge);
  return options;
}

function untyped(fields: Record<string, unknown>) {
  const given = Object.entries(fields).filter(([, text]) => text !== '' && text !== undefined);
  const inRecipe = ([name]: [string, unknown]) => Object.hasOwn(RecipeBody.properties, name);
  const single = given.filter(inRecipe).map(([name, text]) => [name, typed(name, text)]);
  const { recipe, columns, webhookEvents, channels, ...others } = Object.fromEntries(
    given.filter((field) => !inRecipe(field)),
  );
  return {
    ...others,
    ...(columns !== undefined && { columns: columnsIn(columns) }),
    ...(webhookEvents !== undefined && { webhookEvents: webhookEventsIn(webhookEvents) }),
    ...(channels !== undefined && { channels: channelsIn(channels) }),
    recipe: { ...(recipe !== undefined && parsedRecipe(recipe)), ...Object.fromEntries(single) },
  };
}

function checked(written: { recipe: object }): UploadOptions {
  const given: unknown = { ...written, recipe: withoutAuto(written.recipe) };
  if (!optionsBody.Check(given)) throw invalidValue(optionsBody.Errors(given));
  const { recipe = {}, webhookUrl, webhookEvents, channels, invalidRows = 'reject', ...file } = given;
  refuseHalfTrust(recipe);
  const options = channelOptionsOf({ channels, recipe });
  return {
    ...options,
    recipe: recipeOf(options.recipe),
    ...(webhookUrl && { webhookUrl: webhookUrlOf(webhookUrl) }),
    ...(webhookEvents && { webhookEvents: distinctWebhooks(webhookEvents) }),
    invalidRows,
    file: fileOptionsOf(file),
  };
}

/** Trust without an age would be for ever, and an age without trust would do nothing. */
function refuseHalfTrust({ reuse, reuseMaxAge }: Partial<Recipe>): void {
  const field = 'recipe.reuseMaxAge';
  if (reuse === 'trust' && reuseMaxAge === undefined) {
    const seconds = 'is missing: with reuse: trust it says for how many seconds an image is trusted';
    throw invalidFields([fieldFault(field, 'missing_field', seconds)]);
  }
  if (reuse !== 'trust' && reuseMaxAge !== undefined) {
    throw invalidFields([fieldFault(field, 'invalid_value', 'is only for a recipe with reuse: trust')]);
  }
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

/** A text as the type that its field has; unchanged where it does not fit, for the validation to refuse. */
function typed(name: string, text: unknown): unknown {
  const schema = Object.entries(Recipe.properties).find(([property]) => property === name)?.[1];
  if (schema && 'enum' in schema && Array.isArray(schema.enum)) {
    return schema.enum.find((value) => String(value) === text) ?? text;
  }
  switch (schema && 'type' in schema && schema.type) {
    case 'integer':
    case 'number':
      return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return [true, false].find((value) => String(value) === text) ?? text;
    default:
      return text;
  }
}
