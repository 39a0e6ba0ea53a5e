/** Texts come from files and servers: what would steer the terminal, or turn the writing round, must not reach it. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
