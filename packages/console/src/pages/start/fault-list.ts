import type { Fault } from '../../api/shapes.ts';

/** A cell that a spreadsheet takes for text, whatever it begins with (OWASP ASVS 5.0, 1.2.10). */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Bad rows as a CSV to hand on. */
export function csvOf(faults: readonly Fault[]): string {
  const rows = faults.map(({ line, field, code, detail, hint }) => [
    String(line ?? field ?? ''),
    code,
    detail,
    hint,
  ]);
  return [['Line', 'Code', 'What is wrong', 'What to do'], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
