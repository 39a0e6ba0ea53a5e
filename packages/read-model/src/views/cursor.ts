/** A page of a list, and where the next one begins; null after the last. */
export type Page<T> = { items: T[]; nextCursor: string | null };

/** A cursor that none of these lists has given out. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError';
}

/** The place after an item, as the text that stands for it outside. */
export function encodeCursor(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** What a part of a place has to be: it comes from outside, and goes into a query. */
export type PlacePart = (text: string) => boolean;

export const isId: PlacePart = (text) => /^[\w-]{1,128}$/.test(text);
export const isTime: PlacePart = (text) => {
  const time = new Date(text);
  // PostgreSQL has no year 0, and writes years beyond 9999 otherwise.
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999 && time.toISOString() === text;
};

/** Of a product among those of its file, as a PostgreSQL integer holds it. */
export const isRow: PlacePart = (text) => /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647;

/**
 * The place that a cursor stands for.
 * @throws InvalidCursorError when it is not from this list
 */
export function decodeCursor(cursor: string, parts: readonly PlacePart[]): string[] {
  const place = parsed(cursor);
  const fits = Array.isArray(place) && place.length === parts.length;
  if (!fits || !parts.every((isFit, at) => typeof place[at] === 'string' && isFit(place[at]))) {
    throw new InvalidCursorError('The cursor is invalid for this list.');
  }
  return place;
}

/** Cuts a page of what was read, which is one more than asked for when there are more. */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (last: T) => string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? encodeCursor(placeOf(last)) : null };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
