import type { ImageAnswer } from '../answers.ts';
import { bytes, number } from './wording.ts';

/** How many products of one image are named. */
const PRODUCTS = 3;

/** An image and what became of it, for a person who has to do something about it. */
export function imageLines({
  id,
  url = `image ${id}`,
  status,
  reason,
  source,
  output,
  ...image
}: ImageAnswer): string[] {
  if (status !== 'failed') {
    const sizes = source && output ? `${bytes(source.bytes)} became ${bytes(output.bytes)}` : 'not done yet';
    return [url, `  ${[sizes, output?.url].filter(Boolean).join('  ')}`];
  }
  const { code, title, detail, hint } = reason ?? {};
  const what = detail ?? title ?? 'It failed.';
  // One sentence once: some hints begin with what happened.
  const todo = hint?.startsWith(what) ? hint.slice(what.length).trim() : hint;
  const said = [what, todo, code && `(${code})`];
  return [url, ...productsOf(image), ...said.filter(Boolean).map((line) => `  ${line}`)];
}

function productsOf({ rows = [], rowsOmitted = 0 }: Pick<ImageAnswer, 'rows' | 'rowsOmitted'>): string[] {
  if (rows.length === 0) return [];
  const named = rows.slice(0, PRODUCTS).map(({ row, name }) => `${name} (product ${number(row)})`);
  const others = rows.length - named.length + rowsOmitted;
  return [`  ${named.join(', ')}${others > 0 ? ` and ${number(others)} more` : ''}`];
}
