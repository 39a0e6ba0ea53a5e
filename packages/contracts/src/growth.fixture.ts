import { EXAMPLES } from './examples.ts';

/** Every name that a field of any event's data has: a later version may use one of them in another event. */
const FIELD_NAMES = [...new Set(Object.values(EXAMPLES).flatMap((data) => Object.keys(data)))];

/**
 * An event's envelope as a later version might publish it: an attribute more, in its data a field more of every name that
 * other events have, and a field more in every object within.
 */
export function grown({ data, ...attributes }: Record<string, unknown>): Record<string, unknown> {
  const names = Object.fromEntries(FIELD_NAMES.map((name) => [name, 'of a later version']));
  const more = surplusIn(data);
  return { ...attributes, halftonelater: '1', data: { ...names, ...(typeof more === 'object' ? more : {}) } };
}

function surplusIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(surplusIn);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, surplusIn(field)]);
  return { ...Object.fromEntries(fields), later: { version: 2, list: [1, { deep: true }] } };
}
