import { type Channel, outputFor } from '@halftone/channels';
import { Recipe } from '@halftone/contracts';

/** What a channel takes, as options of a recipe: of its limits those that a recipe knows. Null where none is known. */
export function recipeFor({ id }: Channel): Partial<Recipe> | null {
  const output = outputFor(id);
  if (!output) return null;
  // What does not fit at any decent quality becomes smaller in pixels, since a larger file would be refused.
  const options = { ...output, ...(output.maxBytes !== undefined && { mayScale: true }) };
  const known = Object.entries(options).filter(([name]) => Object.hasOwn(Recipe.properties, name));
  return Object.fromEntries(known);
}
