// The characters that CSV is made of, by their codes.

export const QUOTE = 0x22;
export const CR = 0x0d;
export const LF = 0x0a;
export const SPACE = 0x20;
export const BACKSLASH = 0x5c;
export const BYTE_ORDER_MARK = 0xfeff;

const TAB = 0x09;
const NO_BREAK_SPACE = 0xa0;

/** What may stand around quotes without a meaning. */
export const isBlank = (code: number): boolean =>
  code === SPACE || code === TAB || code === NO_BREAK_SPACE || code === BYTE_ORDER_MARK;
