import { type Channel, notChecked, type ToldRule, toldRules } from '@halftone/channels';
import { Recipe } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import type { Auditing } from './audit-product.ts';
import { type AuditedChannel, ruleFields } from './audit-schema.ts';
import { recipeFor } from './channel-recipe.ts';

const ChannelRecipe = Type.Partial(Recipe, {
  title: 'ChannelRecipe',
  additionalProperties: false,
  description: 'The options by which outputs meet the rules of a channel, as far as they can.',
});

const ChannelRule = Type.Object(
  {
    ...ruleFields,
    asked: Type.String({ description: 'What the channel asks for, such as at least 500 × 500 pixels.' }),
    text: Type.String({ description: 'The same in sentences, with what happens otherwise.' }),
    checked: Type.Boolean({
      description: 'Whether an audit checks it; where only eyes can tell, it does not.',
    }),
    role: Type.Optional(Type.String({ description: 'Only for main, or only for additional images.' })),
    category: Type.Optional(Type.String({ description: 'Only for products of this category.' })),
    exceptCategory: Type.Optional(Type.String({ description: 'Not for products of this category.' })),
  },
  { title: 'ChannelRule', description: 'A rule of a channel.' },
);

/** A channel with its rules. */
export const ChannelResponse = Type.Object(
  {
    channel: Type.String({ description: 'As it stands in requests.' }),
    name: Type.String({ description: 'As it is written in sentences.' }),
    rules: Type.Optional(
      Type.Array(ChannelRule, { description: 'Its rules, those of every day and category.' }),
    ),
    notes: Type.Array(Type.String(), { description: 'What else it does with images, with who says so.' }),
    contradictions: Type.Array(Type.String(), { description: 'Where sources differ.' }),
    notFound: Type.Array(Type.String(), { description: 'What was looked for and not found.' }),
    recipe: Type.Union([ChannelRecipe, Type.Null()], {
      description:
        'What a recipe for it consists of; null where nothing is known of the files that it takes.',
    }),
  },
  { title: 'Channel', description: 'A sales channel, and what it asks of images.' },
);

/** @param withRules whether its rules are listed; with all of them it is long */
export function describedChannel(channel: Channel, withRules: boolean): Static<typeof ChannelResponse> {
  const { id, name, notes, contradictions, notFound } = channel;
  return {
    channel: id,
    name,
    ...(withRules && { rules: toldRules(id).map(shownRule) }),
    notes: [...notes],
    contradictions: [...contradictions],
    notFound: [...notFound],
    recipe: recipeFor(channel),
  };
}

const shownRule = ({ id, isChecked, disputed: _, consequence: __, ...told }: ToldRule) => ({
  rule: id,
  ...told,
  checked: isChecked,
});

/** A channel as an audit begins with it: with what no verdict says anything about. */
export function shownChannel(
  { id, name }: Channel,
  { asOf, category, subjects: [subject = 'sources'] }: Auditing,
): Static<typeof AuditedChannel> {
  const rules = notChecked(id, { asOf, subject, ...(category && { category }) });
  return {
    channel: id,
    name,
    notChecked: rules.map(({ rule, effect, asked }) => ({ rule, effect, asked })),
  };
}
