/** The blocks that are stored, in the order in which they are written. */

import { Component, componentAt } from './memory/component';
import { NO_MEMORY, TAKEN } from './memory/failures';
import { blockAt, blocksAcross, blocksDown } from './memory/planes';
import { halveBlock } from './quantizing/halve-block';
import { endKept, KEPT, keepStored, quantizeBlock } from './quantizing/quantize-block';
import { isTransposed, mirrorsAcross, mirrorsDown, turnBlock } from './quantizing/turn';
import { makeRoomForTokens } from './writing/tokens';

/** Whether the chrominance has twice the width or height that it is written with. */
let halvesAcross = false;
let halvesDown = false;

export function prepareHalving(across: bool, down: bool): void {
  halvesAcross = across;
  halvesDown = down;
}

/**
 * @param components three, or one
 * @param unitsAcross of what is written: of two by two blocks of luminance with one of each chrominance, or of one block
 * @returns TAKEN, or why not
 */
export function requantizeStored(components: i32, unitsAcross: i32, unitsDown: i32): i32 {
  for (let y = 0; y < unitsDown; y++) {
    for (let x = 0; x < unitsAcross; x++) {
      const status = components === 1 ? requantizeLuminance(x, y) : requantizeUnit(x, y);
      if (status !== TAKEN) return status;
    }
  }
  return TAKEN;
}

function requantizeUnit(x: i32, y: i32): i32 {
  for (let block = 0; block < 4; block++) {
    const status = requantizeLuminance(2 * x + (block & 1), 2 * y + (block >>> 1));
    if (status !== TAKEN) return status;
  }
  for (let number = 1; number < 3; number++) {
    const status = requantizeChrominance(number, x, y);
    if (status !== TAKEN) return status;
  }
  return TAKEN;
}

function requantizeLuminance(x: i32, y: i32): i32 {
  const block = blockAt(0, sourceColumn(x, y, blocksAcross(0)), sourceRow(x, y, blocksDown(0)));
  return add(componentAt(0), block === 0 ? 0 : turnBlock(block));
}

function requantizeChrominance(number: i32, x: i32, y: i32): i32 {
  const column = sourceColumn(
    x,
    y,
    (blocksAcross(number) + (halvesAcross ? 1 : 0)) >>> (halvesAcross ? 1 : 0),
  );
  const row = sourceRow(x, y, (blocksDown(number) + (halvesDown ? 1 : 0)) >>> (halvesDown ? 1 : 0));
  const component = componentAt(number);
  if (halvesAcross || halvesDown) {
    return add(component, halveBlock(number, column, row, halvesAcross, halvesDown));
  }
  const block = blockAt(number, column, row);
  return add(component, block === 0 ? 0 : turnBlock(block));
}

function sourceColumn(x: i32, y: i32, across: i32): i32 {
  const column = isTransposed ? y : x;
  return mirrorsAcross ? across - 1 - column : column;
}

function sourceRow(x: i32, y: i32, down: i32): i32 {
  const row = isTransposed ? x : y;
  return mirrorsDown ? down - 1 - row : row;
}

/** A block that is missing, since units are larger now, becomes one of the colour of the one before. Nobody sees it. */
function add(component: Component, block: usize): i32 {
  if (!makeRoomForTokens()) return NO_MEMORY;
  if (block === 0) {
    endKept(KEPT);
  } else {
    component.read = load<i16>(block);
    keepStored(block, component.steps);
  }
  return quantizeBlock(component);
}
