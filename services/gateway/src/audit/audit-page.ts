import { type Verdict, verdictOf } from '@halftone/channels';
import type { AuditPlace, ProductToAudit } from '@halftone/read-model';
import { type Auditing, auditProduct } from './audit-product.ts';
import type { AuditedProduct } from './audit-schema.ts';
import { shownProduct } from './audited-product.ts';

export type AuditPage = { items: AuditedProduct[]; next: AuditPlace | null };

/** So many products are looked at for one page, however few of them are wanted. */
const PRODUCTS_LOOKED_AT = 5000;
/** A page ends when so many verdicts stand on it, whatever its limit: a product may have hundreds of images. */
const VERDICTS_ON_A_PAGE = 5000;

/**
 * A page of the products from one on that have a verdict in one of the channels; any if left out. It may hold fewer than its
 * limit, or none, and not be the last.
 */
export async function auditPage(
  products: AsyncIterable<ProductToAudit>,
  auditing: Auditing,
  { limit, verdict }: { limit: number; verdict?: Verdict | undefined },
): Promise<AuditPage> {
  const items: AuditedProduct[] = [];
  let looked = 0;
  let verdicts = 0;
  let last: AuditPlace = { row: 0, line: 0 };
  for await (const product of products) {
    // There is one more.
    if (items.length >= limit || looked >= PRODUCTS_LOOKED_AT || verdicts >= VERDICTS_ON_A_PAGE) {
      return { items, next: last };
    }
    looked += 1;
    last = product.place;
    const audited = auditProduct(product, auditing);
    if (verdict && !audited.some(({ findings }) => verdictOf(findings) === verdict)) continue;
    items.push(shownProduct(product, audited));
    verdicts += audited.length * Math.max(1, product.images.length);
  }
  return { items, next: null };
}
