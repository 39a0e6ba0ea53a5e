import { dialectReport } from '@halftone/catalog';
import { type Static, Type } from 'typebox';
import type { InspectedCatalogue } from '../../intake/inspect-catalogue.ts';
import { Preflight } from '../../preflight/preflight-schema.ts';
import { FAULTS_LISTED } from '../../problems/field-faults.ts';
import { Fault } from '../../problems/problems.ts';
import { Detected, IgnoredImageColumns } from '../../progress/request-schema.ts';

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const Example = Type.Object({
  line: Type.Integer({ minimum: 1, description: 'The line of the file on which it begins.' }),
  serial: Type.String({ description: 'Its serial number, id or SKU.' }),
  name: Type.String({ description: 'Its name.' }),
  imageUrls: Type.Array(Type.String(), { description: 'Its image URLs, in order.' }),
});

/** What would become of a catalogue. */
export const DryRunReport = Type.Object(
  {
    valid: Type.Boolean({ description: 'Whether it would be accepted with the options that were sent.' }),
    totals: Type.Object(
      {
        products: Count('Rows that can be worked on.'),
        images: Count('Unique images.'),
        duplicates: Count('Image URLs that repeat an earlier one.'),
        rejected: Count('Bad rows.'),
        withoutImages: Count("Products of a shop's export without an image; they are left out."),
      },
      { title: 'DryRunTotals', description: 'What the catalogue holds.' },
    ),
    detected: Detected,
    headings: Type.Array(Type.String(), {
      description: 'All headings of the file, to choose columns from; none when it has no header.',
    }),
    sheets: Type.Array(Type.String(), {
      description: 'The visible sheets of a workbook, the one that was read first.',
    }),
    examples: Type.Array(Example, { description: 'The first products, as they were read.' }),
    ignoredImageColumns: IgnoredImageColumns,
    errors: Type.Array(Fault, { description: `The bad rows, the first ${FAULTS_LISTED}.` }),
    errorsOmitted: Count('How many more bad rows there are.'),
    preflight: Type.Optional(Preflight),
  },
  { title: 'DryRunReport', description: 'What the request would hold; nothing was started.' },
);

/** Reports on a catalogue that was only read. */
export function reportOf(
  { totals, dialect, ignoredImageColumns, faults, sheets, examples }: InspectedCatalogue,
  valid: boolean,
): Static<typeof DryRunReport> {
  return {
    valid,
    totals,
    detected: dialectReport(dialect),
    headings: dialect.columns.header.map((heading) => heading.trim()),
    sheets: [...sheets],
    examples: examples.map(({ line, serial, name, urls }) => ({ line, serial, name, imageUrls: urls })),
    ignoredImageColumns,
    errors: faults,
    errorsOmitted: totals.rejected - faults.length,
  };
}
