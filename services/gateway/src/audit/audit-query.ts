import { rowSigns } from '@halftone/catalog';
import { CATEGORIES, CHANNELS, SUBJECTS } from '@halftone/channels';
import { type Static, Type } from 'typebox';
import type { RequestDetails } from '../progress/request-of.ts';
import type { Auditing } from './audit-product.ts';
import { AuditSubject } from './audit-schema.ts';
import { channelsNamed, knownChannels, namesIn } from './chosen-channels.ts';

/** By which rules a request is judged. */
export const AuditQuery = Type.Object({
  channel: Type.Optional(
    Type.Array(Type.String({ maxLength: 1000 }), {
      maxItems: 100,
      description:
        'The channels, by the names that GET /v1/channels lists: several times, or separated by commas. Left out, those that the request named, or all.',
      examples: [['ebay']],
    }),
  ),
  asOf: Type.Optional(
    Type.String({
      format: 'date',
      description: 'The day whose rules are applied, such as 2027-01-31; today (UTC) if left out.',
    }),
  ),
  category: Type.Optional(
    Type.Enum([...CATEGORIES], {
      title: 'AuditCategory',
      description: 'Applies the rules for this category; only those for every product if left out.',
    }),
  ),
  subject: Type.Optional(AuditSubject),
});

/**
 * What a query asks for.
 * @throws Problem `unknown_channel`
 */
export function auditingOf(
  { channel = [], asOf, category, subject }: Static<typeof AuditQuery>,
  { channels, recipe, upload }: Pick<RequestDetails, 'channels' | 'recipe' | 'upload'>,
  now: Date,
): Auditing {
  const named = channelsNamed(namesIn(channel), 'channel');
  const own = knownChannels(channels ?? []);
  const asked = named.length > 0 ? named : own;
  return {
    channels: asked.length > 0 ? asked : CHANNELS,
    asOf: asOf ?? now.toISOString().slice(0, 'yyyy-mm-dd'.length),
    category,
    subjects: subject ? [subject] : SUBJECTS,
    recipe,
    signs: rowSigns(upload.columns),
  };
}
