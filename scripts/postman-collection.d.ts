/** The package does not name the types that it brings; this is what is used of it. */
declare module 'postman-collection' {
  export type Item = {
    id: string;
    request: { method: string; url: { getPath(unresolved: boolean): string } };
  };
  export class Collection {
    constructor(definition: object);
    forEachItem(visit: (item: Item) => void): void;
  }
}
