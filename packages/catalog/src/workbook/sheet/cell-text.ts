import { damaged } from '../faults.ts';
import { type NumberFormat, plainNumber } from './number-formats.ts';
import type { StringStore } from './string-store.ts';

const ESCAPE = /_x([0-9A-Fa-f]{4})_/g;

/** Text in which characters that XML cannot hold are written as `_x000D_`; a NUL stays written, as no text may hold one. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  const plain = text.replace(ESCAPE, (written, hex: string) =>
    hex === '0000' ? written : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain.toWellFormed();
}

const ERROR_TYPE = 'e';

/**
 * The text of a cell by its type: what is typed as text stays as written, with its leading zeros; only numbers are formatted.
 * @param type the attribute `t`, undefined for a number
 */
export function cellText(
  type: string | undefined,
  value: string,
  { strings, format }: { strings: StringStore | null; format: NumberFormat | null },
): string {
  switch (type) {
    case 's': {
      if (value === '') return '';
      const text = strings?.get(Number(value));
      if (text === undefined) throw damaged(`The workbook is damaged: it has no text ${value}.`);
      return text;
    }
    case 'str':
    case 'inlineStr':
      return unescaped(value);
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    case ERROR_TYPE:
    case 'd':
      return value;
    default:
      return format ? format(value.trim()) : plainNumber(value.trim());
  }
}
