import { CHANNELS, type Channel } from '@halftone/channels';
import { fieldFault } from '../problems/field-faults.ts';
import { Problem } from '../problems/problems.ts';

const byId = new Map(CHANNELS.map((channel) => [channel.id, channel]));

/** The names in a list of texts, each of which may hold several, separated by commas. */
export const namesIn = (names: readonly string[]): string[] =>
  names
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');

/**
 * The channels of these names, each once and in the order of the table, so that the same wish has one form.
 * @param field where they stand, for the refusal
 * @throws Problem `unknown_channel` that lists every name that is none
 */
export function channelsNamed(names: readonly string[], field: string): Channel[] {
  const unknown = names.filter((name) => !byId.has(name));
  if (unknown.length > 0) throw unknownChannels(unknown, field);
  return CHANNELS.filter(({ id }) => names.includes(id));
}

/** The channels of a request. One that this version does not know is passed over: another one accepted it. */
export const knownChannels = (names: readonly string[]): Channel[] =>
  names.flatMap((name) => byId.get(name) ?? []);

function unknownChannels(names: readonly string[], field: string): Problem {
  const all = CHANNELS.map(({ id }) => id).join(', ');
  const quoted = names.map((name) => `“${name.slice(0, 64)}”`).join(', ');
  const detail = `${quoted} ${names.length === 1 ? 'is no channel' : 'are no channels'} that Halftone knows. It knows ${all}.`;
  return new Problem('unknown_channel', detail, {
    errors: names
      .slice(0, 10)
      .map((name) => fieldFault(field, 'invalid_value', `names “${name.slice(0, 64)}”, which is no channel`)),
  });
}
