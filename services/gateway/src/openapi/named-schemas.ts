import { REPEATED } from './repeated.ts';

type Schema = Record<string, unknown>;

/** The schemas of a document by name, and the document with references in their places. */
export type Named<T> = { document: T; schemas: Record<string, unknown> };

/**
 * Moves every schema with a title of one word to a place of its own, and leaves a reference where it stood. On the way,
 * schemas get the form that generators of clients understand best.
 * @throws Error when two different schemas have the same title
 */
export function nameSchemas<T>(document: T): Named<T> {
  const schemas = new Map<string, Schema>();
  // As plain JSON, without what TypeBox keeps beside it.
  const named = replaceTitled(JSON.parse(JSON.stringify(document)), schemas) as T;
  const sorted = [...withoutNullOfValueTypes(distinctValues(schemas))].sort(([a], [b]) => (a < b ? -1 : 1));
  return { document: named, schemas: Object.fromEntries(sorted) };
}

function replaceTitled(node: unknown, schemas: Map<string, Schema>): unknown {
  if (Array.isArray(node)) return node.map((item) => replaceTitled(item, schemas));
  if (node === null || typeof node !== 'object') return node;
  const copy = plain(
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaceTitled(value, schemas)])),
  );
  const { title } = copy;
  if (typeof title !== 'string' || !/^[A-Z]\w*$/.test(title)) return copy;
  const known = schemas.get(title);
  if (known && wordless(known) !== wordless(copy)) throw new Error(`Two schemas have the title ${title}.`);
  if (!known?.description) schemas.set(title, copy);
  return { $ref: `#/components/schemas/${title}` };
}

/**
 * The schemas, with names for the values of enumerations that have a value in common: the generator for Go makes constants
 * of one namespace of them.
 */
function distinctValues(schemas: ReadonlyMap<string, Schema>): Map<string, Schema> {
  const valuesOf = ({ enum: values }: Schema): unknown[] => (Array.isArray(values) ? values : []);
  const all = [...schemas.values()].flatMap(valuesOf);
  const isShared = (value: unknown) => all.filter((other) => other === value).length > 1;
  const nameOf = (title: string, value: unknown) => {
    const words = isShared(value) ? `${title.replace(/(?<=[a-z])(?=[A-Z])/g, '_')}_${value}` : String(value);
    return words.toUpperCase().replaceAll(/\W/g, '_');
  };
  return new Map(
    [...schemas].map(([title, schema]) => {
      const values = valuesOf(schema);
      if (!values.some(isShared)) return [title, schema];
      return [title, { ...schema, 'x-enum-varnames': values.map((value) => nameOf(title, value)) }];
    }),
  );
}

/**
 * The schemas, with every enumeration that may be null left out of what is required: in C# an enumeration is a value, and
 * the generator makes it one that can be null only where it may be missing.
 */
function withoutNullOfValueTypes(schemas: ReadonlyMap<string, Schema>): Map<string, Schema> {
  const isValueOrNull = (member: unknown) => {
    const [branch, ...others] = (member as { anyOf?: Schema[] }).anyOf ?? [];
    const name = String(branch?.$ref ?? '').replace('#/components/schemas/', '');
    return others.length === 1 && others[0]?.type === 'null' && 'enum' in (schemas.get(name) ?? {});
  };
  return new Map(
    [...schemas].map(([title, schema]) => {
      const members = Object.entries(schema.properties ?? {});
      const nullable = members.filter(([, member]) => isValueOrNull(member)).map(([name]) => name);
      if (nullable.length === 0 || !Array.isArray(schema.required)) return [title, schema];
      return [title, { ...schema, required: schema.required.filter((name) => !nullable.includes(name)) }];
    }),
  );
}

/** A parameter has the description of its schema, which then stands without. */
const wordless = ({ description: _, ...schema }: Schema) => JSON.stringify(schema);

/** One schema in the form that most generators read: types in `type`, one value as an enumeration, null as a type. */
function plain(schema: Schema): Schema {
  return withoutRepeated(oneObjectOf(nullable(enumOf(typedEnum(mixed(constant(schema)))))));
}

/** Without the members that only repeat others; so more members may come than are described. */
function withoutRepeated(schema: Schema): Schema {
  const { properties, required } = schema;
  if (typeof properties !== 'object' || properties === null) return schema;
  const isRepeated = ([, member]: [string, unknown]) =>
    typeof member === 'object' && member !== null && REPEATED in member;
  const described = Object.fromEntries(Object.entries(properties).filter((entry) => !isRepeated(entry)));
  if (Object.keys(described).length === Object.keys(properties).length) return schema;
  const names = Array.isArray(required) ? required.filter((name) => name in described) : [];
  return { ...schema, properties: described, required: names, additionalProperties: true };
}

/** TypeBox leaves the type of an enumeration to its values; pages and generators of clients look for it. */
function typedEnum(schema: Schema): Schema {
  const { enum: values } = schema;
  if (!Array.isArray(values) || schema.type !== undefined) return schema;
  if (values.every((value) => typeof value === 'string')) return { type: 'string', ...schema };
  return values.every(Number.isInteger) ? { type: 'integer', ...schema } : schema;
}

function constant({ const: value, ...schema }: Schema): Schema {
  if (Number.isInteger(value)) return { ...schema, type: 'integer', minimum: value, maximum: value };
  return typeof value === 'string'
    ? { ...schema, enum: [value] }
    : { ...schema, ...(value !== undefined && { const: value }) };
}

/** `anyOf` named objects, which exclude each other: the generator for C# lets only `oneOf` have members it does not know. */
function oneObjectOf({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema;
  const areNamed = anyOf.every((branch) => '$ref' in branch);
  return areNamed ? { ...schema, oneOf: anyOf } : { ...schema, anyOf };
}

/** Both booleans or one of some texts, as a type of each; generators cannot write a default of such a type. */
function mixed(schema: Schema): Schema {
  const { enum: values, default: _, ...rest } = schema;
  if (!Array.isArray(values) || !values.includes(true) || !values.includes(false)) return schema;
  const texts = values.filter((value) => typeof value === 'string');
  return { ...rest, anyOf: [{ type: 'boolean' }, { type: 'string', enum: texts }] };
}

/** `anyOf` single values, as one enumeration. */
function enumOf({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema;
  const isValue = (branch: Schema) => branch.type === 'string' && Array.isArray(branch.enum);
  if (!anyOf.every(isValue)) return { ...schema, anyOf };
  return { type: 'string', ...schema, enum: anyOf.flatMap((branch: Schema) => branch.enum) };
}

/** `anyOf` a plain type and null, as a type that may be null. */
function nullable({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema;
  const others = anyOf.filter((branch) => branch.type !== 'null');
  const [only] = others;
  const simple = others.length === 1 && anyOf.length === 2 && typeof only?.type === 'string' && !only.enum;
  return simple ? { ...only, ...schema, type: [only.type, 'null'] } : { ...schema, anyOf };
}
