/** Banks by Toss's codes, of which there are more. */
export const BANKS: Readonly<Record<string, string>> = {
  '002': '산업은행',
  '003': '기업은행',
  '004': '국민은행',
  '007': '수협은행',
  '011': '농협은행',
  '020': '우리은행',
  '045': '새마을금고',
  '071': '우체국',
  '081': '하나은행',
  '088': '신한은행',
  '089': '케이뱅크',
  '090': '카카오뱅크',
  '092': '토스뱅크',
  '888': '토스머니',
  '889': '토스포인트',
};
export const BANK_CODES = Object.keys(BANKS);
