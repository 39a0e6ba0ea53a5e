import { dialectReport } from '@halftone/catalog';
import { type Static, Type } from 'typebox';
import type { InspectedCatalogue } from '../../intake/inspect-catalogue.ts';
import { FAULTS_LISTED } from '../../problems/field-faults.ts';
import { Fault } from '../../problems/problems.ts';
import { Detected, IgnoredImageColumns } from '../../progress/request-schema.ts';

const Count = (description: string) => Type.Integer({ minimum: 0, description });

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
    ignoredImageColumns: IgnoredImageColumns,
    errors: Type.Array(Fault, { description: `The bad rows, the first ${FAULTS_LISTED}.` }),
    errorsOmitted: Count('How many more bad rows there are.'),
  },
  { title: 'DryRunReport', description: 'What the request would hold; nothing was started.' },
);

/** Reports on a catalogue that was only read. */
export function reportOf(
  { totals, dialect, ignoredImageColumns, faults }: InspectedCatalogue,
  valid: boolean,
): Static<typeof DryRunReport> {
  return {
    valid,
    totals,
    detected: dialectReport(dialect),
    ignoredImageColumns,
    errors: faults,
    errorsOmitted: totals.rejected - faults.length,
  };
}
