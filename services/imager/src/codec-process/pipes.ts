/** The file descriptor of outputs in a codec process. Not standard output, where any library may print. */
export const OUTPUTS = 4;
