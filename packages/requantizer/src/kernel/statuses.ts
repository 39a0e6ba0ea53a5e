/** What the numbers say that the kernel gives back, in the order of kernel/memory/failures.ts. */
export const STATUSES = [
  'taken',
  'bits that are no code',
  'a DC coefficient of too many bits',
  'bits that are no coefficient',
  'coefficients behind the end of a block',
  'less data than the blocks need',
  'more data than the blocks need',
  'a run of ended blocks beyond the data',
  'a DC coefficient out of range',
  'an AC coefficient out of range',
  'a scan that the file ends in',
  'restart markers in other places',
  'more coefficients than there is memory for',
];
