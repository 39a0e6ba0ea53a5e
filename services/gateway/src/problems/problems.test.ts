import { expect, test } from 'vitest';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { Problem, problemBody, problemResponses } from './problems.ts';

const codes = Object.keys(PROBLEMS) as ProblemCode[];

test.each(codes)('%s is answered with every member that clients read', (code) => {
  const { status, title, hint } = PROBLEMS[code];
  expect(problemBody(new Problem(code, 'This happened.'), 'https://halftone.example')).toEqual({
    type: `https://halftone.example/docs/errors#${code}`,
    title,
    status,
    detail: 'This happened.',
    error: 'This happened.',
    code,
    hint,
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(hint).toMatch(/\.$|catalogue\.csv$/);
  expect(title).not.toMatch(/\.$/);
});

test('the sentence for clients that read `error` may differ from the detail', () => {
  const problem = new Problem('request_not_found', 'There is none.', { error: 'Invalid request ID' });
  expect(problemBody(problem, 'https://halftone.example')).toMatchObject({
    detail: 'There is none.',
    error: 'Invalid request ID',
  });
});

test('the cause of a problem stays with the operators', () => {
  const problem = new Problem('log_unavailable', 'It is away.', {
    cause: new Error('connect 10.0.0.7:4222'),
  });
  expect(JSON.stringify(problemBody(problem, 'https://halftone.example'))).not.toContain('10.0.0.7');
});

test('problems of one status share an entry of the response schema', () => {
  const responses = problemResponses('log_unavailable', 'database_unavailable', 'request_not_found');
  expect(Object.keys(responses)).toEqual(['404', '503']);
  expect(responses[503].description).toBe('The event log is not available; The database is not available');
});
