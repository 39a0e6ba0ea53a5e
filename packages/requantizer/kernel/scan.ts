/** The units of a scan, interval by interval (ITU-T T.81, E.2.4). */

import { bitsLeft, takeBits } from './decoding/bits';
import { clearRun, isWithinRun, storeBlock } from './decoding/store-block';
import { componentAt } from './memory/component';
import {
  END_MISSING,
  NO_MEMORY,
  RESTARTS_OUT_OF_PLACE,
  RUN_TOO_LONG,
  TAKEN,
  TOO_LITTLE_DATA,
  TOO_MUCH_DATA,
} from './memory/failures';
import { blockAt } from './memory/planes';
import { requantizeBlock } from './requantize-block';
import { makeRoomForTokens } from './writing/tokens';

const RST0 = 0xd0;

/** The components of the scan in their order, and how many blocks of each a unit (MCU) has. */
const MEMBERS: usize = memory.data(3 * 16, 4);
const ACROSS: usize = 4;
const DOWN: usize = 8;
let members = 0;

export function clearMembers(): void {
  members = 0;
}

export function addMember(number: i32, across: i32, down: i32): void {
  const member = MEMBERS + 16 * <usize>members;
  store<i32>(member, number);
  store<i32>(member, across, ACROSS);
  store<i32>(member, down, DOWN);
  members += 1;
}

/** The address of the marker behind the scan. */
export let scanEnd: usize = 0;

/**
 * @param unitsAcross of the scan
 * @param interval how many units are between two restart markers
 * @param isStored whether its coefficients are stored, or become tokens at once
 * @returns TAKEN, or why not
 */
export function readScan(
  at: usize,
  end: usize,
  unitsAcross: i32,
  unitsDown: i32,
  interval: i32,
  isStored: bool,
): i32 {
  const units = unitsAcross * unitsDown;
  let unit = 0;
  for (let restarts = 0; ; restarts++) {
    at = takeBits(at, end);
    if (at === 0) return END_MISSING;
    clearPredictions();
    for (const next = min(units, unit + interval); unit < next; unit++) {
      const status = isStored ? storeUnit(unit % unitsAcross, unit / unitsAcross) : requantizeUnit();
      if (status !== TAKEN) return status;
    }
    // Bits that fill up the last byte are all that may follow.
    if (bitsLeft() >= 8) return TOO_MUCH_DATA;
    if (isWithinRun()) return RUN_TOO_LONG;
    if (unit === units) break;
    if (load<u8>(at, 1) !== RST0 + (restarts & 7)) return RESTARTS_OUT_OF_PLACE;
    at += 2;
  }
  scanEnd = at;
  return TAKEN;
}

function clearPredictions(): void {
  for (let number = 0; number < 3; number++) componentAt(number).read = 0;
  clearRun();
}

function requantizeUnit(): i32 {
  for (let index = 0; index < members; index++) {
    const member = MEMBERS + 16 * <usize>index;
    const component = componentAt(load<i32>(member));
    for (let left = load<i32>(member, ACROSS) * load<i32>(member, DOWN); left > 0; left--) {
      if (!makeRoomForTokens()) return NO_MEMORY;
      const status = requantizeBlock(component);
      if (status !== TAKEN) return status;
      if (bitsLeft() < 0) return TOO_LITTLE_DATA;
    }
  }
  return TAKEN;
}

function storeUnit(x: i32, y: i32): i32 {
  for (let index = 0; index < members; index++) {
    const member = MEMBERS + 16 * <usize>index;
    const number = load<i32>(member);
    const across = load<i32>(member, ACROSS);
    const down = load<i32>(member, DOWN);
    const component = componentAt(number);
    for (let row = y * down; row < (y + 1) * down; row++) {
      for (let column = x * across; column < (x + 1) * across; column++) {
        const status = storeBlock(component, blockAt(number, column, row));
        if (status !== TAKEN) return status;
      }
    }
  }
  return TAKEN;
}
