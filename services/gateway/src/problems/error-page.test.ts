import { expect, test } from 'vitest';
import { CHAPTERS, errorPage } from './error-page.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { Problem, problemBody } from './problems.ts';

const page = errorPage();

test('the page has an entry at the address that is the type of a problem, for every code', () => {
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    const { type } = problemBody(new Problem(code, 'This happened.'), 'https://halftone.example');
    expect(page).toContain(`<h3 id="${new URL(type).hash.slice(1)}">`);
  }
});

test('no two entries have one address, and each says something to do that its title does not', () => {
  const entries = CHAPTERS.flatMap(({ prefix, codes }) =>
    codes.map((entry) => ({ ...entry, id: `${prefix}${entry.code}` })),
  );
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  for (const { id, title, hint } of entries) {
    expect(hint, id).not.toContain(title);
    expect(hint, id).toMatch(/^[A-Z].{8,}/);
  }
});
