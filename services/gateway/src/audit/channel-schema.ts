import { type Channel, notChecked, toldRules } from '@halftone/channels';
import { type Static, Type } from 'typebox';
import type { Auditing } from './audit-product.ts';
import { type AuditedChannel, ruleFields } from './audit-schema.ts';

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
    rules: Type.Array(ChannelRule, { description: 'Its rules, those of every day and category.' }),
    contradictions: Type.Array(Type.String(), { description: 'Where sources differ.' }),
    notFound: Type.Array(Type.String(), { description: 'What was looked for and not found.' }),
    hasRecipe: Type.Boolean({ description: 'Whether a recipe can be made for it.' }),
  },
  { title: 'Channel', description: 'A sales channel, and what it asks of images.' },
);

export function shownChannelRules(channel: Channel): Static<typeof ChannelResponse> {
  const { id, name, contradictions, notFound, output } = channel;
  return {
    channel: id,
    name,
    rules: toldRules(id).map(({ id: rule, isChecked, disputed: _, consequence: __, ...told }) => ({
      rule,
      ...told,
      checked: isChecked,
    })),
    contradictions: [...contradictions],
    notFound: [...notFound],
    hasRecipe: output !== undefined,
  };
}

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
