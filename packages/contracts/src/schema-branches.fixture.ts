import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** One of the shapes that a place in an event can have, and the path to that place; `[]` is every item of a list. */
export type Branch = { at: readonly string[]; schema: TSchema };

type Node = {
  anyOf?: readonly TSchema[];
  enum?: readonly unknown[];
  items?: TSchema;
  properties?: Record<string, TSchema>;
};

/** Every branch of every union, every value of every list, and every field, in a schema and all that is in it. */
export function branchesOf(schema: TSchema, at: readonly string[] = []): Branch[] {
  const { anyOf = [], enum: values = [], items, properties = {} } = schema as Node;
  return [
    ...anyOf.flatMap((branch) => [{ at, schema: branch }, ...branchesOf(branch, at)]),
    ...values.map((value) => ({ at, schema: { const: value } })),
    ...(items ? branchesOf(items, [...at, '[]']) : []),
    ...Object.entries(properties).flatMap(([name, field]) => {
      const place = [...at, name];
      return [{ at: place, schema: {} }, ...branchesOf(field, place)];
    }),
  ];
}

/** Whether a value has that shape at that place. */
export const takes = (value: unknown, { at, schema }: Branch): boolean =>
  valuesAt(value, at).some((found) => Value.Check(schema, found));

function valuesAt(value: unknown, [step, ...rest]: readonly string[]): unknown[] {
  if (step === undefined) return [value];
  if (step === '[]') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if (typeof value !== 'object' || value === null || !(step in value)) return [];
  return valuesAt(Object.entries(value).find(([name]) => name === step)?.[1], rest);
}
