/** The most bytes a UTF-16 unit can take in JSON: \u0000. */
export const BYTES_PER_UNIT = 6;

/** What JSON adds to a text: quotes and a comma. */
export const BYTES_BESIDE_TEXT = 3;

/** What JSON adds to an image of a product: keys and the id. */
export const BYTES_BESIDE_URL = 60;
