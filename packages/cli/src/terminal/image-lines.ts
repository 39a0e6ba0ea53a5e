import type { ImageAnswer } from '../answers.ts';
import { bytes, number } from './wording.ts';

/** How many products of one image are named. */
const PRODUCTS = 3;

/** Why an output could be a copy of an earlier one, in words. */
const REUSED: Readonly<Record<string, string>> = {
  'not-modified': 'reused: it has not changed at its server',
  'same-bytes': 'reused: its server sent the same bytes',
  trusted: 'reused without asking its server',
};

/** An image and what became of it, for a person who has to do something about it. */
export function imageLines({
  id,
  url = `image ${id}`,
  status,
  reason,
  source,
  output,
  reused,
  ...image
}: ImageAnswer): string[] {
  if (status !== 'failed') {
    const sizes = source && output ? `${bytes(source.bytes)} became ${bytes(output.bytes)}` : 'not done yet';
    const copied = reused && (REUSED[reused.by] ?? `reused: ${reused.by}`);
    return [url, `  ${[sizes, output?.url, copied].filter(Boolean).join('  ')}`];
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
