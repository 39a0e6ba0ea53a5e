import { Settings } from 'typebox/system';
import { type Fault, Problem } from './problems.ts';

/** How many faults are listed; the others are counted. */
export const FAULTS_LISTED = 100;

/** How many errors TypeBox looks for in a value; of its own accord it stops at eight. A large body may have one per byte. */
const ERRORS_SOUGHT = 1000;
Settings.Set({ maxErrors: ERRORS_SOUGHT });

/** What a validator, be it TypeBox or Fastify's own, says is wrong with a value. */
type ValidationError = { instancePath: string; keyword: string; message?: string; params: object };

/** What can be wrong with a single field or parameter, as a table: the code is stable, the hint says how to fix it. */
export const FIELD_FAULTS = {
  unknown_field: { title: 'The field is unknown', hint: 'Remove it, or correct its spelling.' },
  missing_field: { title: 'A field is missing', hint: 'Add it to the request.' },
  invalid_value: {
    title: 'The value is not allowed',
    hint: 'Change it to what the detail asks for, or leave it out.',
  },
} as const satisfies Record<string, { title: string; hint: string }>;

/** The faults of fields in the form in which clients read them. */
export function faultsOf(errors: readonly ValidationError[]): Fault[] {
  return errors.flatMap(({ instancePath, message, keyword, params }) => {
    if (keyword === 'additionalProperties') {
      return named(params, 'additionalProperties').map((name) =>
        fieldFault(fieldOf(`${instancePath}/${name}`), 'unknown_field', 'is unknown'),
      );
    }
    if (keyword === 'required') {
      const names = [...named(params, 'requiredProperties'), ...named(params, 'missingProperty')];
      return names.map((name) =>
        fieldFault(fieldOf(`${instancePath}/${name}`), 'missing_field', 'is missing'),
      );
    }
    // What it refers to is told by the error above it.
    if (keyword === 'boolean') return [];
    const choices = keyword === 'enum' ? `: ${named(params, 'allowedValues').join(', ')}` : '';
    return [fieldFault(fieldOf(instancePath), 'invalid_value', `${message ?? 'is wrong'}${choices}`)];
  });
}

/** One fault of one field, whose detail is a sentence that begins with the field's name. */
export function fieldFault(field: string, code: keyof typeof FIELD_FAULTS, predicate: string): Fault {
  const subject = field || 'The body';
  return {
    ...(field && { field }),
    code,
    detail: `${subject} ${predicate}.`,
    hint: FIELD_FAULTS[code].hint,
  };
}

/** The refusal of a value for what TypeBox says is wrong with it. */
export function invalidValue(errors: readonly ValidationError[]): Problem {
  return invalidFields(faultsOf(errors), { isAll: errors.length < ERRORS_SOUGHT });
}

/** The refusal of a request for its fields. Unless these are all faults, nobody knows how many were omitted. */
export function invalidFields(faults: Fault[], { isAll } = { isAll: true }): Problem {
  const errors = faults.slice(0, FAULTS_LISTED);
  return new Problem(
    'invalid_request',
    errors
      .map(({ detail }) => detail)
      .slice(0, 3)
      .join(' '),
    {
      errors,
      ...(isAll && { errorsOmitted: faults.length - errors.length }),
    },
  );
}

/** `/products/3/name` as `products[3].name`. */
function fieldOf(pointer: string): string {
  return pointer
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replace(/^\//, '')
    .replaceAll('/', '.');
}

function named(params: object, key: string): string[] {
  const value: unknown = Object.entries(params).find(([name]) => name === key)?.[1];
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}
