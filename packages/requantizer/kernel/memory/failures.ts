/** Why a scan is declined, as the number that a function of the kernel gives back; src/kernel/statuses.ts has the words. */
export const TAKEN = 0;
export const NO_CODE = 1;
export const DC_TOO_LONG = 2;
export const NO_COEFFICIENT = 3;
export const BEHIND_THE_BLOCK = 4;
export const TOO_LITTLE_DATA = 5;
export const TOO_MUCH_DATA = 6;
export const RUN_TOO_LONG = 7;
export const DC_OUT_OF_RANGE = 8;
export const AC_OUT_OF_RANGE = 9;
export const END_MISSING = 10;
export const RESTARTS_OUT_OF_PLACE = 11;
export const NO_MEMORY = 12;
