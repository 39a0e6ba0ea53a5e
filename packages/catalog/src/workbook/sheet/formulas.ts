import { columnOf, type Place } from './places.ts';

/** A piece of a text that a formula puts together: as it stands, or the text of another cell. */
type Piece = string | (Place & { fixedLine: boolean; fixedColumn: boolean });

/** A formula that shows a picture, a link, or an address as a text that it puts together. */
export type AddressFormula = {
  shows: 'image' | 'hyperlink' | 'text';
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
 * `_xlfn.IMAGE("https://…/"&A2&".jpg")`, or that puts one together, such as `"https://…/"&A2`; Google's `IFERROR(__xludf.DUMMYFUNCTION("IMAGE(""…"")"),…)` is taken off. Null for
 * any other formula.
 */
export function addressFormula(formula: string, at: Place): AddressFormula | null {
  if (formula.length > MAX_LENGTH) return null;
  const text = formula.replace(PREFIX, '');
  const [call = '', name = ''] =
    /^(IFERROR|DUMMYFUNCTION|IMAGE|HYPERLINK|CONCAT(?:ENATE)?)\s*\(\s*/i.exec(text) ?? [];
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
    case 'CONCAT':
    case 'CONCATENATE':
      return joinedAddress(rest, at);
    default:
      return text.startsWith('"') ? joinedAddress(`${text})`, at) : null;
  }
}

/** The arguments of a function that joins them, up to its bracket, where they are an address and nothing follows. */
function joinedAddress(text: string, at: Place): AddressFormula | null {
  const address: Piece[] = [];
  let next = expressionAt(text);
  while (next) {
    address.push(...next.pieces);
    if (next.end === ')') break;
    next = expressionAt(next.rest);
  }
  if (next?.rest !== '') return null;
  const [first] = address;
  const isAddress = typeof first === 'string' && /^https?:\/\//i.test(first);
  return isAddress ? { shows: 'text', at, address, label: null } : null;
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

/**
 * The text of an expression for a cell, or null when it needs a cell of another row or is no address for its length.
 * @param textAt the text of a column's cell in the row, as formulas see it
 */
export function evaluated(
  pieces: Piece[],
  { from, at, textAt }: { from: Place; at: Place; textAt: (column: number) => string },
): string | null {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const line = piece.fixedLine ? piece.line : piece.line + at.line - from.line;
    if (line !== at.line) return null;
    text += textAt(piece.fixedColumn ? piece.column : piece.column + at.column - from.column);
    if (text.length > MAX_LENGTH) return null;
  }
  return text;
}
