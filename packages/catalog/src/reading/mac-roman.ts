/** The encoding in which Excel on a Mac saves “CSV”: Western letters at other places than in Windows-1252. */
export const MAC_ROMAN = 'macintosh';

/**
 * A capital behind small letters or before them inside a word, a sign between two letters that stands between words only, or a
 * character of East Asia between two of ours: what letters of one encoding are in another (`MŸller`, `BŠren`, `Stra§e`, `CafŽ`,
 * `c駻amique`).
 */
const ODD =
  /(?<=\p{Ll})(?![A-Z])\p{Lu}|(?<=\p{L})(?![A-Z])\p{Lu}(?=\p{Ll})|(?<=\p{L})[§‡†¤¦¢£¥¬±µ¶‰‹›ˆ˜¸∏∑∂∫≈≤≥√∞≠◊ˇ˘˙˚˝˛ˉ⁄ıﬁﬂªº¿¡Ω∆](?=\p{L})|(?<=[a-z])[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}](?=[a-z])|[\u0080-\u009f\ufffd]/gu;

/** How much more often letters have to be odd in the other encoding. */
const CLEAR = 4;

const odd = (text: string) => text.match(ODD)?.length ?? 0;

/** Whether bytes that were read as this text make better words in the encoding of old Macs. */
export function isMacRoman(bytes: Uint8Array, text: string): boolean {
  const found = odd(text);
  if (found === 0) return false;
  return odd(new TextDecoder(MAC_ROMAN).decode(bytes)) * CLEAR <= found;
}
