import { CHANNELS, type Channel } from '@halftone/channels';
import type { Recipe } from '@halftone/contracts';
import { Type } from 'typebox';
import { recipeFor } from '../../audit/channel-recipe.ts';
import { channelsNamed, namesIn } from '../../audit/chosen-channels.ts';
import { fieldFault, invalidFields } from '../../problems/field-faults.ts';

/** The channels as a client chooses them in JSON. */
export const Channels = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  minItems: 1,
  maxItems: 100,
  description:
    'The sales channels whose rules the images are to meet, by the names that GET /v1/channels lists; their audit is at /v1/requests/{id}/audit.',
  examples: [['google-merchant', 'ebay']],
});

/** The same as a field of a form, or a parameter of a query. */
export const ChannelsField = Type.String({
  description:
    'The sales channels whose rules the images are to meet, separated by commas: google-merchant,ebay. GET /v1/channels lists them.',
});

/** A member of a recipe that stands for several others. */
export const RecipeFor = Type.String({
  minLength: 1,
  maxLength: 64,
  description:
    'A sales channel, such as ebay: the options by which the outputs meet its rules, as far as compressing and scaling down can make them. Other options override them. It counts among the channels.',
});

/** A field of text as the list that it means; what is neither text nor a list of texts is given back as it is. */
export function channelsIn(given: unknown): unknown {
  const texts = Array.isArray(given) ? given : [given];
  return texts.every((text) => typeof text === 'string') ? namesIn(texts) : given;
}

type Given = { channels?: readonly string[] | undefined; recipe: Partial<Recipe> & { for?: string } };

/**
 * The channels that are meant, and the recipe with what it has to be for one of them.
 * @throws Problem `unknown_channel`
 */
export function channelOptionsOf({ channels = [], recipe: { for: named, ...explicit } }: Given): {
  channels?: string[];
  recipe: Partial<Recipe>;
} {
  const [target] = named === undefined ? [] : channelsNamed([named], 'recipe.for');
  const meant = new Set([...channelsNamed(channels, 'channels'), ...(target ? [target] : [])]);
  const names = CHANNELS.filter((channel) => meant.has(channel)).map(({ id }) => id);
  return {
    ...(names.length > 0 && { channels: names }),
    recipe: target ? recipeOfChannel(target, explicit) : explicit,
  };
}

/** @throws Problem `invalid_request` where nothing is known of the files that the channel takes */
function recipeOfChannel(channel: Channel, explicit: Partial<Recipe>): Partial<Recipe> {
  const recipe = recipeFor(channel, explicit);
  if (recipe) return recipe;
  const predicate = `is ${channel.id}, and nothing is known of the files that it takes`;
  throw invalidFields([fieldFault('recipe.for', 'invalid_value', predicate)]);
}
