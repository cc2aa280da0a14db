/** In the order of Toss's codes: 신한 is 1. */
export const CARD_COMPANIES = [
  '신한',
  '현대',
  '삼성',
  '국민',
  '롯데',
  '하나',
  '우리',
  '농협',
  '씨티',
  '비씨',
] as const;

/** `undefined` for a name that is not Toss's. */
export function cardCompanyCode(name: string | null): number | undefined {
  const index = CARD_COMPANIES.findIndex((company) => company === name);
  return index === -1 ? undefined : index + 1;
}
