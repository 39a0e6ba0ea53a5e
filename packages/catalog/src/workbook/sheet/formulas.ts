import { columnOf, type Place } from './places.ts';

/** A piece of a text that a formula puts together: as it stands, or the text of another cell. */
type Piece = string | (Place & { fixedLine: boolean; fixedColumn: boolean });

/** A formula that shows a picture or a link. */
export type AddressFormula = {
  shows: 'image' | 'hyperlink';
  /** Where it was written; a formula that is shared refers to cells as seen from there. */
  at: Place;
  address: Piece[];
  label: Piece[] | null;
};

/** What programs put before the name of a function that older ones do not know. */
const PREFIX = /^[=+@\s]*(?:_xlfn\.|_xlws\.|_*xludf\.)*/i;

const MAX_LENGTH = 16 * 1024;

/**
 * The address in a formula that is an IMAGE or HYPERLINK of literals and cells of its row, such as
 * `_xlfn.IMAGE("https://…/"&A2&".jpg")`; Google's `IFERROR(__xludf.DUMMYFUNCTION("IMAGE(""…"")"),…)` is taken off. Null for
 * any other formula.
 */
export function addressFormula(formula: string, at: Place): AddressFormula | null {
  if (formula.length > MAX_LENGTH) return null;
  const text = formula.replace(PREFIX, '');
  const [call = '', name = ''] = /^(IFERROR|DUMMYFUNCTION|IMAGE|HYPERLINK)\s*\(\s*/i.exec(text) ?? [];
  const rest = text.slice(call.length);
  switch (name.toUpperCase()) {
    case 'IFERROR':
      return addressFormula(rest, at);
    case 'DUMMYFUNCTION': {
      const literal = literalAt(rest);
      return literal && addressFormula(literal.text, at);
    }
    case 'IMAGE':
    case 'HYPERLINK': {
      const address = expressionAt(rest);
      if (!address) return null;
      const label = address.end === ')' ? null : (expressionAt(address.rest)?.pieces ?? null);
      const shows = name.toUpperCase() === 'IMAGE' ? 'image' : 'hyperlink';
      return { shows, at, address: address.pieces, label };
    }
    default:
      return null;
  }
}

/** A literal at the start of a text, its doubled quotes undone. */
function literalAt(text: string) {
  const [written] = /^"(?:[^"]|"")*"/.exec(text) ?? [];
  if (written === undefined) return null;
  return { text: written.slice(1, -1).replaceAll('""', '"'), rest: text.slice(written.length).trimStart() };
}

const REFERENCE = /^(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(!:.])\s*/i;

/** Literals and references joined by `&`, up to the comma, semicolon or bracket that ends an argument. */
function expressionAt(text: string): { pieces: Piece[]; end: string; rest: string } | null {
  const pieces: Piece[] = [];
  let rest = text.trimStart();
  for (;;) {
    const literal = literalAt(rest);
    const [reference = '', dollar, letters = '', lineDollar, line] = REFERENCE.exec(rest) ?? [];
    if (literal) {
      pieces.push(literal.text);
      rest = literal.rest;
    } else if (reference !== '') {
      const place = { column: columnOf(letters), line: Number(line) };
      pieces.push({ ...place, fixedColumn: dollar !== '', fixedLine: lineDollar !== '' });
      rest = rest.slice(reference.length);
    } else return null;
    const end = rest.charAt(0);
    rest = rest.slice(1).trimStart();
    if (end === ',' || end === ';' || end === ')') return { pieces, end, rest };
    if (end !== '&') return null;
  }
}

/** The text of an expression for a cell, or null when it needs a cell of another row or is no address for its length. */
export function evaluated(
  pieces: Piece[],
  { from, at, cells }: { from: Place; at: Place; cells: readonly string[] },
): string | null {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const line = piece.fixedLine ? piece.line : piece.line + at.line - from.line;
    if (line !== at.line) return null;
    text += cells[piece.fixedColumn ? piece.column : piece.column + at.column - from.column] ?? '';
    if (text.length > MAX_LENGTH) return null;
  }
  return text;
}
