import { expect, test } from 'vitest';
import { FAILURE_CODES, FAILURE_REASONS } from './reasons.ts';

test.each(FAILURE_CODES)('the hint of %s says what to do, and leaves what happened to the detail', (code) => {
  const { title, hint } = FAILURE_REASONS[code];
  for (const sentence of hint.split(/(?<=[.:]) /)) {
    expect(sentence).toMatch(
      /^(Check|Correct|Export|Fix|If|Keep|let|Link|Make|Open|Reduce|Retry|Save|Serve|Upload|Use|it should)\b/,
    );
  }
  expect(hint).not.toContain(title);
});
