/** Most days in one range of the overview (개요): any quarter of a year fits. */
export const MOST_OVERVIEW_DAYS = 92;
