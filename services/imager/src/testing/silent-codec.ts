import { Socket } from 'node:net';
import { PIPES } from '../codec-process/pipes.ts';

/** A codec for tests that never comes up, and ends with its imager as others do. */
new Socket({ fd: PIPES.orders }).resume().on('close', () => process.exit());
