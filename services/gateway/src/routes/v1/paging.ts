import { InvalidCursorError, type Page } from '@halftone/read-model';
import { type TSchema, Type } from 'typebox';
import { fromDatabase } from '../../dependencies.ts';
import { Problem } from '../../problems/problems.ts';

export type PageQuery = { cursor?: string; limit: number };

const DEFAULT_LIMIT = 50;

/** The query of a list that is read page by page. */
export const paging = {
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 512, description: 'The nextCursor of the page before.' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 200,
      default: DEFAULT_LIMIT,
      description: 'The most items of a page.',
    }),
  ),
};

/** A query with the limit that holds when it gives none. */
export const limited = <Q extends { limit?: number }>(query: Q): Q & { limit: number } => ({
  ...query,
  limit: query.limit ?? DEFAULT_LIMIT,
});

/**
 * One page of a list.
 * @param title names it in the description of the API, in one word
 */
export const PageOf = <T extends TSchema>(title: string, item: T, description: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], {
        description: 'The cursor of the next page; null on the last one.',
      }),
    },
    { title, description },
  );

/**
 * Reads a page of the read model.
 * @throws Problem `invalid_request` when the cursor is not from this list
 */
export async function readPage<T>(reading: Promise<Page<T>>): Promise<Page<T>> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof InvalidCursorError) throw invalidCursor(cause);
    return fromDatabase(Promise.reject(cause));
  }
}

/**
 * What a cursor says.
 * @throws Problem `invalid_request` when it is not from this list
 */
export function readCursor<T>(cursor: string, read: (cursor: string) => T): T {
  try {
    return read(cursor);
  } catch (cause) {
    throw cause instanceof InvalidCursorError ? invalidCursor(cause) : cause;
  }
}

function invalidCursor(cause: InvalidCursorError): Problem {
  const hint = 'Use the nextCursor of the page before, or leave the cursor out.';
  return new Problem('invalid_request', cause.message, { cause, hint });
}
