/** Papers for receipts: the roll of a till printer, 80 mm wide, or an A4 sheet. */
export const papers = ['roll', 'a4'] as const;
export type Paper = (typeof papers)[number];

/** The paper in the address; by default the roll. */
export function readPaper(search: URLSearchParams): Paper {
  return papers.find((paper) => paper === search.get('paper')) ?? 'roll';
}
