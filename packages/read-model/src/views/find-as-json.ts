import type { EntityName } from '@mikro-orm/core';
import type { ReadModel, Statement } from '../tables/read-model.ts';

type Reading = Pick<Statement, 'text'> & { revive(json: string): object };

const readings = new WeakMap<object, Reading>();

/**
 * A row by its id, as the entity has it: past the ORM, in one column of JSON with a key for each property.
 * @param entity one that has its `id` as its key
 */
export async function findAsJson<T extends object>(
  { orm, query, schema }: ReadModel,
  entity: EntityName<T>,
  id: string,
): Promise<T | null> {
  const metadata = orm.getMetadata().get(entity);
  const { text, revive } = readings.get(metadata) ?? readingOf(metadata, schema);
  const [row] = await query({ text, values: [id] });
  return row ? (revive(String(row[0])) as T) : null;
}

type Metadata = {
  tableName: string;
  props: { name: string; fieldNames: string[]; runtimeType: string }[];
};

function readingOf(metadata: Metadata, schema: string): Reading {
  const { tableName, props } = metadata;
  const pairs = props.map(({ name, fieldNames }) => `'${name}', "${fieldNames[0]}"`);
  const times = props.filter(({ runtimeType }) => runtimeType === 'Date').map(({ name }) => name);
  const reading = {
    text: `select json_build_object(${pairs.join(', ')})::text from ${schema}."${tableName}" where id = $1`,
    revive(json: string) {
      const row = JSON.parse(json);
      for (const name of times) row[name] &&= new Date(row[name]);
      return row;
    },
  };
  readings.set(metadata, reading);
  return reading;
}
