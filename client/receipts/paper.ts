/** What a confirmation is printed on: the till's roll, 80 mm wide, or a sheet. */
export const papers = ['roll', 'a4'] as const;
export type Paper = (typeof papers)[number];

/** The paper that an address asks for; the till's where it asks for none. */
export function readPaper(search: URLSearchParams): Paper {
  return papers.find((paper) => paper === search.get('paper')) ?? 'roll';
}
