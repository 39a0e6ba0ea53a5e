import { type Channel, outputFor } from '@halftone/channels';
import { Recipe } from '@halftone/contracts';

/** How strongly to compress is one question: whoever answers it with one of the first two means none of the others. */
const ANSWERS = ['quality', 'targetRatio'];
const COMPRESSION = ['quality', 'look', 'maxBytes', 'mayScale'];

/**
 * What a channel takes, as options of a recipe: of its limits those that a recipe knows. Null where none is known.
 * @param explicit what is wished for otherwise, and goes over it
 */
export function recipeFor({ id }: Channel, explicit: Partial<Recipe> = {}): Partial<Recipe> | null {
  const output = outputFor(id);
  if (!output) return null;
  const isAnswered = ANSWERS.some((name) => Object.hasOwn(explicit, name));
  const options = Object.entries(output).filter(
    ([name]) => Object.hasOwn(Recipe.properties, name) && !(isAnswered && COMPRESSION.includes(name)),
  );
  return { ...Object.fromEntries(options), ...explicit };
}
