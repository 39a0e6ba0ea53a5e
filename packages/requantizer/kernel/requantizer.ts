/** What TypeScript calls (src/kernel/kernel.ts). */

import { bitsLeft, makeRoomForBits, takeBits } from './bits';
import { huffmanTable, prepareCodes } from './code-lookup';
import { coefficientPairs, prepareCoefficients } from './coefficient-lookup';
import { Component, componentAt, stepsAt } from './component';
import {
  BYTES_BEHIND,
  END_MISSING,
  MARKER_OUT_OF_PLACE,
  NO_MEMORY,
  TAKEN,
  TOO_LITTLE_DATA,
  TOO_MUCH_DATA,
} from './failures';
import { allocate, clearHeap } from './heap';
import { requantizeBlock } from './requantize-block';
import { prepareSteps } from './steps';
import { clearTokens, FREQUENCIES, makeRoomForTokens } from './tokens';

export { prepareWrittenCodes, stuffBytes, writeTokens } from './write-tokens';
export { huffmanTable, stepsAt };

const EOI = 0xd9;
const RST0 = 0xd0;

let file: usize = 0;
let fileEnd: usize = 0;

/** Forgets the file before. @returns where the next one has to be put, 0 when there is no memory for it */
export function open(bytes: usize): usize {
  clearHeap();
  file = allocate(bytes);
  fileEnd = file + bytes;
  return file !== 0 && makeRoomForBits(bytes) ? file : 0;
}

export function frequencies(): usize {
  return FREQUENCIES;
}

export function prepareDcTable(number: i32): void {
  prepareCodes(huffmanTable(number));
}

export function prepareAcTable(number: i32): void {
  const codes = huffmanTable(4 + number);
  prepareCodes(codes);
  prepareCoefficients(coefficientPairs(number), codes);
}

/** The blocks of a unit (MCU), by their components, in their order. */
const ORDER: usize = memory.data(4 * 16);
let orderEnd: usize = ORDER;

export function clearOrder(): void {
  orderEnd = ORDER;
}

/** Adds a component. @param blocks of it in a unit; of all components no more than 10 (ITU-T T.81, B.2.3) */
export function addComponent(number: i32, blocks: i32, dc: i32, ac: i32, isChrominance: bool): void {
  const component = componentAt(number);
  component.dcCodes = huffmanTable(dc);
  component.acCodes = huffmanTable(4 + ac);
  component.pairs = coefficientPairs(ac);
  component.steps = stepsAt(number);
  component.up = isChrominance ? 0 : 1;
  component.tables = isChrominance ? 2 : 0;
  component.written = 0;
  prepareSteps(component.steps, component.up);
  for (; blocks > 0 && orderEnd < ORDER + 4 * 16; blocks--) {
    store<usize>(orderEnd, changetype<usize>(component));
    orderEnd += 4;
  }
}

/**
 * Quantizes a sequential scan while it is read, without any of it being stored: the blocks are written in the order in which
 * they come.
 * @param start where in the file its data begin
 * @param interval how many units are between two restart markers
 * @returns TAKEN, or why not
 */
export function requantizeScan(start: usize, units: i32, interval: i32): i32 {
  clearTokens();
  let at = file + start;
  for (let restarts = 0; ; restarts++) {
    at = takeBits(at, fileEnd);
    if (at === 0) return END_MISSING;
    clearPredictions();
    for (let left = min(units, interval); left > 0; left--) {
      const status = requantizeUnit();
      if (status !== TAKEN) return status;
    }
    // Bits that fill up the last byte are all that may follow.
    if (bitsLeft() >= 8) return TOO_MUCH_DATA;
    units -= interval;
    if (units <= 0) break;
    if (load<u8>(at, 1) !== RST0 + (restarts & 7)) return MARKER_OUT_OF_PLACE;
    at += 2;
  }
  if (load<u8>(at, 1) !== EOI) return MARKER_OUT_OF_PLACE;
  return at + 2 === fileEnd ? TAKEN : BYTES_BEHIND;
}

function clearPredictions(): void {
  for (let number = 0; number < 3; number++) {
    componentAt(number).read = 0;
  }
}

function requantizeUnit(): i32 {
  for (let at = ORDER; at < orderEnd; at += 4) {
    if (!makeRoomForTokens()) return NO_MEMORY;
    const status = requantizeBlock(changetype<Component>(load<usize>(at)));
    if (status !== TAKEN) return status;
    if (bitsLeft() < 0) return TOO_LITTLE_DATA;
  }
  return TAKEN;
}
