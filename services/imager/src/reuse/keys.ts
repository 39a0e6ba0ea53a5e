import { hash } from 'node:crypto';
import { canonicalWork, type Recipe } from '@halftone/contracts';

/**
 * The keys of the index. An image's id is a hash of its URL and of the work that the recipe asks for, so with the tenant and
 * the version of the codec it says what would come out again as long as the source is the same.
 */
export const addressKey = (tenant: string, imageId: string, codecVersion: number) =>
  `u.${digestOf(tenant, imageId, codecVersion)}`;

/** The same for a source by its bytes, wherever they come from. */
export const bytesKey = (tenant: string, sha256: string, recipe: Recipe, codecVersion: number) =>
  `b.${digestOf(tenant, sha256, canonicalWork(recipe), codecVersion)}`;

/** Long enough that no two ever meet, and of letters that a key may have. */
const digestOf = (...parts: readonly (string | number)[]) =>
  hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 32);
