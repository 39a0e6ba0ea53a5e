import { decline } from './declined.ts';

/** The headers of a frame and its scans (ITU-T T.81, B.2.2 and B.2.3), read strictly. */

export type Component = {
  id: number;
  /** Blocks of the component in a unit (MCU), across and down: its sampling factors. */
  across: number;
  down: number;
  /** The number of its quantization table. */
  quantization: number;
};

export type Frame = { width: number; height: number; isProgressive: boolean; components: Component[] };

export type ScanHeader = {
  /** The components of the scan, by their places in the frame, and the numbers of their Huffman tables. */
  members: { index: number; dc: number; ac: number }[];
  /** The coefficients that the scan has, in zigzag order. */
  first: number;
  last: number;
  /** How many of their lowest bits the scan before of them left out, 0 when there was none, and how many this one does. */
  high: number;
  low: number;
};

const FRAME_BYTES = 6;
const BYTES_OF_A_COMPONENT = 3;

/** @throws Declined for what is not one component or three, of eight bits */
export function readFrame(content: Uint8Array, isProgressive: boolean): Frame {
  const [precision, height1 = 0, height2 = 0, width1 = 0, width2 = 0, count = 0] = content;
  if (precision !== 8) decline('samples of other than 8 bits');
  if (count !== 1 && count !== 3) decline(`${count} components`);
  if (content.length !== FRAME_BYTES + BYTES_OF_A_COMPONENT * count)
    decline('a frame header of another length');
  const height = (height1 << 8) | height2;
  const width = (width1 << 8) | width2;
  // A height of 0 would be given behind the scan, in a DNL segment (B.2.5).
  if (width === 0 || height === 0) decline('a frame without dimensions');
  const components = Array.from({ length: count }, (_, index) =>
    readComponent(content.subarray(FRAME_BYTES + BYTES_OF_A_COMPONENT * index), count === 1),
  );
  if (new Set(components.map(({ id }) => id)).size !== count) decline('components with the same id');
  return { width, height, isProgressive, components };
}

const MOST_SAMPLING = 4;

/** Of a single component the sampling makes no difference (A.2.2). */
function readComponent([id = 0, sampling = 0, quantization = 0]: Uint8Array, isSingle: boolean): Component {
  const [across, down] = [sampling >> 4, sampling & 15];
  if (Math.min(across, down) < 1 || Math.max(across, down) > MOST_SAMPLING)
    decline('a sampling that is none');
  return isSingle ? { id, across: 1, down: 1, quantization } : { id, across, down, quantization };
}

/** @throws Declined for components that are not in the frame, or not in its order */
export function readScan(content: Uint8Array, { components }: Frame): ScanHeader {
  const [count = 0] = content;
  if (count < 1 || content.length !== 4 + 2 * count) decline('a scan header of another length');
  const [first = 0, last = 0, bits = 0] = content.subarray(1 + 2 * count);
  let before = -1;
  const members = Array.from({ length: count }, (_, place) => {
    const [id, tables = 0] = content.subarray(1 + 2 * place);
    const index = components.findIndex((component) => component.id === id);
    if (index <= before) decline('a scan of other components than the frame');
    before = index;
    return { index, dc: tables >> 4, ac: tables & 15 };
  });
  return { members, first, last, high: bits >> 4, low: bits & 15 };
}
