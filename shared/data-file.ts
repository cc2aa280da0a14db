/** State of the data file; a `checking` or `damaged` file is read-only. */
export const dataFileStates = ['checking', 'sound', 'damaged'] as const;
export type DataFileState = (typeof dataFileStates)[number];
