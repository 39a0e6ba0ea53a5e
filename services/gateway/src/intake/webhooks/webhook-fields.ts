import { Problem } from '../../problems/problems.ts';

/**
 * How clients of other systems spell what an upload says about webhooks, without capitals and signs between the words.
 * What they mean to be told must not be lost: it is taken, or refused.
 */
const SPELLINGS: ReadonlyMap<string, 'webhookUrl' | 'webhookEvents'> = new Map([
  ['webhookurl', 'webhookUrl'],
  ['webhookuri', 'webhookUrl'],
  ['webhook', 'webhookUrl'],
  ['webhookendpoint', 'webhookUrl'],
  ['hookurl', 'webhookUrl'],
  ['callbackurl', 'webhookUrl'],
  ['callbackuri', 'webhookUrl'],
  ['callback', 'webhookUrl'],
  ['notifyurl', 'webhookUrl'],
  ['notificationurl', 'webhookUrl'],
  ['webhookevents', 'webhookEvents'],
  ['webhookevent', 'webhookEvents'],
]);

/** What else begins so speaks of webhooks, too, and nobody knows what it asks for. */
const ABOUT_WEBHOOKS = /^(webhook|callback|notify|notification)/;

/**
 * The name under which a field of an upload is known; null for one that says nothing about webhooks.
 * @throws Problem `invalid_form` for one that does, and asks for something that there is not
 */
export function webhookFieldOf(field: string): 'webhookUrl' | 'webhookEvents' | null {
  const word = field.toLowerCase().replaceAll(/[^a-z]/g, '');
  const known = SPELLINGS.get(word);
  if (known) return known;
  if (!ABOUT_WEBHOOKS.test(word)) return null;
  throw new Problem('invalid_form', `The field '${field.slice(0, 100)}' is not supported.`, {
    hint: "Send the receiver as 'webhookUrl', and what it is told as 'webhookEvents'.",
  });
}

/** What the query of an upload says about webhooks, under the names of the fields. */
export function webhookFieldsIn(query: Record<string, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [parameter, value] of Object.entries(query)) {
    const field = webhookFieldOf(parameter);
    if (field === null || value === '') continue;
    if (Object.hasOwn(fields, field)) {
      throw new Problem('invalid_form', `The parameter '${field}' is there more than once.`);
    }
    fields[field] = value;
  }
  return fields;
}
