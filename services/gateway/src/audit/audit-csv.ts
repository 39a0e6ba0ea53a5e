import { csvText, withoutFormulas } from '@halftone/catalog';
import { type Finding, type Verdict, verdictOf } from '@halftone/channels';
import type { ProductToAudit } from '@halftone/read-model';
import { type Audited, type Auditing, auditProduct } from './audit-product.ts';

/**
 * An audit as CSV: a line for each image of each product, and before them one for a product of which something is said as a
 * whole or that has no image; a column for each channel, and a second one for the outputs.
 */
export const auditCsv = (
  products: AsyncIterable<ProductToAudit>,
  auditing: Auditing,
): AsyncGenerator<string> => csvText(linesOf(products, auditing));

async function* linesOf(
  products: AsyncIterable<ProductToAudit>,
  auditing: Auditing,
): AsyncGenerator<string[]> {
  const columns = auditing.channels.flatMap(({ id }) =>
    auditing.subjects.map((subject) => (subject === 'outputs' ? `${id} output` : id)),
  );
  yield ['Row', 'Serial Number', 'Product Name', 'Image', 'Image URL', 'Output URL', ...columns];
  for await (const product of products) yield* linesOfProduct(product, auditProduct(product, auditing));
}

function* linesOfProduct(product: ProductToAudit, audited: readonly Audited[]): Generator<string[]> {
  const { row, line, serial, name, images } = product;
  const head = [row === null ? `line ${line}` : String(row), serial, name];
  const ofProduct = audited.map(({ findings }) => findings.filter(({ position }) => position === undefined));
  if (images.length === 0 || ofProduct.some((findings) => findings.length > 0)) {
    yield withoutFormulas([
      ...head,
      '',
      '',
      '',
      ...ofProduct.map((findings) => cellOf(verdictOf(findings), findings)),
    ]);
  }
  for (const [index, { url, output }] of images.entries()) {
    const cells = audited.map(({ findings }) => {
      const own = findings.filter(({ position }) => position === index + 1);
      return cellOf(verdictOf(own), own);
    });
    yield withoutFormulas([...head, String(index + 1), url, output?.url ?? '', ...cells]);
  }
}

/** The verdict first, so that a spreadsheet can be sorted by it; then what was found, and what to do. */
function cellOf(verdict: Verdict, findings: readonly Finding[]): string {
  const said = findings.flatMap(({ severity, rule, message, hint, asked }) =>
    severity === 'unknown' ? `not known: ${asked} [${rule}]` : `${severity}: ${message} ${hint} [${rule}]`,
  );
  return said.length === 0 ? verdict : `${verdict}: ${[...new Set(said)].join(' | ')}`;
}
