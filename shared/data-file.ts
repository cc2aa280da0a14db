/** What is known of the data file: `checking` and `damaged` ones are only read from. */
export const dataFileStates = ['checking', 'sound', 'damaged'] as const;
export type DataFileState = (typeof dataFileStates)[number];
