/** What TypeScript calls (src/kernel/kernel.ts). Addresses are where it puts tables, in the form that a DHT or DQT segment has. */

import { makeRoomForBits } from './decoding/bits';
import { huffmanTable, prepareCodes } from './decoding/code-lookup';
import { coefficientPairs, prepareCoefficients } from './decoding/coefficient-lookup';
import { describeScan } from './decoding/store-block';
import { componentAt } from './memory/component';
import { allocate, clearHeap } from './memory/heap';
import { createPlane } from './memory/planes';
import { halvedFrom, halvedTo, prepareHalved, weights } from './quantizing/halve-block';
import { prepareSteps, stepsAt } from './quantizing/steps';
import { prepareTurn } from './quantizing/turn';
import { prepareHalving, requantizeStored } from './requantize-stored';
import { addMember, clearMembers, readScan, scanEnd } from './scan';
import { clearTokens, FREQUENCIES } from './writing/tokens';

export { prepareWrittenCodes, stuffBytes, writeTokens } from './writing/write-tokens';
export { addMember, clearMembers, createPlane, halvedFrom, halvedTo, huffmanTable, stepsAt, weights };

let file: usize = 0;
let fileEnd: usize = 0;

/** Forgets the file before. @returns where the next one has to be put, 0 when there is no memory for it */
export function open(bytes: usize): usize {
  clearHeap();
  file = allocate(bytes);
  fileEnd = file + bytes;
  return file !== 0 && makeRoomForBits(bytes) ? file : 0;
}

export function prepareDcTable(number: i32): void {
  prepareCodes(huffmanTable(number));
}

export function prepareAcTable(number: i32): void {
  const codes = huffmanTable(4 + number);
  prepareCodes(codes);
  prepareCoefficients(coefficientPairs(number), codes);
}

/** What becomes of a component, by the steps that stand at stepsAt(). */
export function prepareComponent(number: i32, isChrominance: bool): void {
  const component = componentAt(number);
  component.steps = stepsAt(number);
  component.up = isChrominance ? 0 : 1;
  component.tables = isChrominance ? 2 : 0;
  component.written = 0;
  prepareSteps(component.steps, component.up);
}

/** The tables that the next scan is coded with. */
export function useTables(number: i32, dc: i32, ac: i32): void {
  const component = componentAt(number);
  component.dcCodes = huffmanTable(dc);
  component.acCodes = huffmanTable(4 + ac);
  component.pairs = coefficientPairs(ac);
}

/**
 * Quantizes a sequential scan while it is read, without any of it being stored: the blocks are written in the order in which
 * they come.
 * @param start where in the file its data begin
 * @returns TAKEN, or why not
 */
export function requantizeScan(start: usize, unitsAcross: i32, unitsDown: i32, interval: i32): i32 {
  clearTokens();
  return readScan(file + start, fileEnd, unitsAcross, unitsDown, interval, false);
}

/** Stores the coefficients from an index to another, with all but so many of their lowest bits. */
export function storeScan(start: usize, unitsAcross: i32, unitsDown: i32, interval: i32): i32 {
  return readScan(file + start, fileEnd, unitsAcross, unitsDown, interval, true);
}

export { describeScan };

/** Where in the file the marker behind the last scan is. */
export function nextMarker(): usize {
  return scanEnd - file;
}

/** @param orientation by EXIF. @param unitsAcross of the result */
export function requantizePlanes(
  components: i32,
  unitsAcross: i32,
  unitsDown: i32,
  orientation: i32,
  halvesAcross: bool,
  halvesDown: bool,
): i32 {
  clearTokens();
  prepareTurn(orientation);
  prepareHalving(halvesAcross, halvesDown);
  for (let number = 1; number < components; number++) prepareHalved(number);
  return requantizeStored(components, unitsAcross, unitsDown);
}

export function frequencies(): usize {
  return FREQUENCIES;
}
