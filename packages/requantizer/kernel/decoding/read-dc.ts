import { Component, MOST_DC_BITS } from '../memory/component';
import { DC_TOO_LONG, NO_CODE, TAKEN } from '../memory/failures';
import { pass, refill, window } from './bits';
import { extend, lookUp } from './code-lookup';

/** How far the DC coefficient is from the one before (F.2.2.1). */
export function readDc(component: Component): i32 {
  refill();
  const found = lookUp(component.dcCodes, <i32>(window >>> 48));
  if (found === 0) return NO_CODE;
  const size = found & 0xff;
  if (size > MOST_DC_BITS) return DC_TOO_LONG;
  pass(found >>> 8);
  if (size > 0) component.read += extend(<i32>(window >>> (64 - size)), size);
  pass(size);
  return TAKEN;
}
