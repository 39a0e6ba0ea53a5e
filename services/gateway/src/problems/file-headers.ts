/** Says, with the value true, that more will be in the file once the request has ended. */
export const PARTIAL_HEADER = 'x-halftone-partial';

/** The header fields that announce a file; a refusal that comes instead takes them back. */
export const FILE_HEADERS = ['content-disposition', PARTIAL_HEADER];
