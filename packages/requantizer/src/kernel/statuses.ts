/** What the numbers say that the kernel gives back, in their order; see kernel/failures.ts. The first is that a scan was taken. */
export const STATUSES = [
  'taken',
  'bits that are no code',
  'a DC coefficient of too many bits',
  'bits that are no coefficient',
  'coefficients behind the end of a block',
  'less data than the blocks need',
  'more data than the blocks need',
  'a DC coefficient out of range',
  'an AC coefficient out of range',
  'a scan that the file ends in',
  'more than one scan, or restart markers in other places',
  'bytes behind the end of the image',
  'more coefficients than there is memory for',
];
