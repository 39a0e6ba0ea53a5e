import { type Static, type TSchema, Type } from 'typebox';

/**
 * What is published is held to its schema to the letter; what is received may come from a later version. So from the
 * schema of the one derives that of the other, in which unknown fields pass, and unknown values of open lists.
 */

/** The keyword of a list of values that may grow, as Zalando's API guidelines name it. */
const OPEN_LIST = 'x-extensible-enum';

/**
 * One of the values, of which a later version may know more.
 * @param pattern what every value, known or not, has to match
 */
export const openList = <T extends string>(values: readonly T[], pattern: string, description: string) =>
  Type.Unsafe<T>({ type: 'string', pattern, enum: [...values], [OPEN_LIST]: [...values], description });

/** The schema without what would refuse a later version: fields of any other name pass, in every object within. */
export function tolerant<S extends TSchema>(schema: S): TSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { additionalProperties, enum: values, ...rest } = value;
    return {
      ...rest,
      ...(additionalProperties !== undefined && additionalProperties !== false && { additionalProperties }),
      ...(values !== undefined && !(OPEN_LIST in value) && { enum: values }),
    };
  });
}

/**
 * What a service passes on as it was received, with fields that only a later version knows. Of the sender's own making it
 * was held to its schema where it came in.
 */
export const carried = <S extends TSchema>(schema: S) => Type.Unsafe<Static<S>>(tolerant(schema));
