/** A component of the scan: how it is read, and what becomes of it. */

// @ts-expect-error: a decorator of AssemblyScript, not declared for TypeScript: objects outside its garbage collection
@unmanaged
export class Component {
  dcCodes: usize;
  acCodes: usize;
  /** What is made of the codes for AC coefficients. */
  pairs: usize;
  steps: usize;
  /** See prepareSteps(). */
  up: u32;
  /** The number of the table for DC coefficients that it is written with. */
  tables: u32;
  /** The DC coefficient of the block before (ITU-T T.81, F.1.1.5.1): as it was read, and as it is written. */
  read: i32;
  written: i32;
}

const RECORDS: usize = memory.data(3 * 32, 16);

export function componentAt(number: i32): Component {
  return changetype<Component>(RECORDS + 32 * <usize>number);
}

/** As many bits as a difference of DC coefficients may have (ITU-T T.81, table F.1). */
export const MOST_DC_BITS = 11;
