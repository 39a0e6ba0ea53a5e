/** The shortest way of a block: it is quantized as it is read. Nearly all of the time goes here. */

import { filled, leaveBits, place, window } from './decoding/bits';
import {
  findCoefficient,
  LENGTH_MASK,
  LENGTH_SHIFT,
  lengthOf,
  PATTERN_BITS,
  RANK_MASK,
  RANK_SHIFT,
  rankOf,
  SECOND_RANK_SHIFT,
  SECOND_STEP_SHIFT,
  STEP_MASK,
  STEP_SHIFT,
  stepOf,
  TO_THE_END,
} from './decoding/coefficient-lookup';
import { readDc } from './decoding/read-dc';
import { Component } from './memory/component';
import { BEHIND_THE_BLOCK, NO_COEFFICIENT, TAKEN } from './memory/failures';
import { endKept, KEPT, keep, quantizeBlock } from './quantizing/quantize-block';

/** @returns TAKEN, or why not */
export function requantizeBlock(component: Component): i32 {
  const read = readDc(component);
  if (read !== TAKEN) return read;
  const kept = readAc(component.acCodes, component.pairs, component.steps);
  return kept === TAKEN ? quantizeBlock(component) : kept;
}

/** F.2.2.2. */
function readAc(codes: usize, pairs: usize, steps: usize): i32 {
  let bits = window;
  let count = filled;
  let from = place;
  let index: u32 = 0;
  let step: u32 = 0;
  let kept = KEPT;
  while (index < 63) {
    bits |= load<u64>(from - 8) >>> count;
    from -= (63 - count) >>> 3;
    count |= 56;
    const pair = load<u32>(pairs + ((<usize>(bits >>> (64 - PATTERN_BITS))) << 2));
    let length: i32;
    if (pair !== 0) {
      step = (pair >>> STEP_SHIFT) & STEP_MASK;
      index += step;
      kept = keep(kept, index, (pair >>> RANK_SHIFT) & RANK_MASK, steps);
      // What seems to be a second one may already belong to the next block.
      if (index >= 63) {
        length = (pair >>> LENGTH_SHIFT) & LENGTH_MASK;
      } else {
        step = (pair >>> SECOND_STEP_SHIFT) & STEP_MASK;
        index += step;
        kept = keep(kept, index, pair >>> SECOND_RANK_SHIFT, steps);
        length = pair & LENGTH_MASK;
      }
    } else {
      const found = findCoefficient(codes, <u32>(bits >>> 32));
      if (found === 0) return NO_COEFFICIENT;
      step = stepOf(found);
      index += step;
      kept = keep(kept, index, rankOf(found), steps);
      length = lengthOf(found);
    }
    bits <<= length;
    count -= length;
  }
  leaveBits(bits, count, from);
  endKept(kept);
  return index > 63 && step !== TO_THE_END ? BEHIND_THE_BLOCK : TAKEN;
}
