/** The most days that one span of 개요 may have: a quarter of a year, whichever. */
export const MOST_OVERVIEW_DAYS = 92;
