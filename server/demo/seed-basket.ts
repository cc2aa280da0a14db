/** Orders of a large shop, with many different words in Korean and English. */
import { defaultParts, noParts, type Parts } from '../../shared/tax-split.ts';
import { between, pickOne } from './demo-order.ts';

/** An order as sent to Toss; its parts add up to its amount, in won. */
export type SeedBasket = {
  amount: number;
  productDesc: string;
  cashReceipt: boolean;
  parts: Parts;
};

type Random = () => number;
type Goods = readonly [name: string, priceWon: number];

const KOREAN: readonly Goods[] = [
  ['핸드드립 원두', 14_000],
  ['디카페인 원두', 15_500],
  ['콜드브루 원액', 18_900],
  ['도자기 머그컵', 14_500],
  ['스테인리스 텀블러', 27_000],
  ['수제 딸기잼', 9900],
  ['유자청', 12_500],
  ['보온 도시락', 32_000],
  ['니트 머플러', 29_900],
  ['면 티셔츠', 12_000],
  ['기모 후드티', 38_000],
  ['린넨 앞치마', 25_500],
  ['어린이 우비', 33_000],
  ['캠핑 의자', 47_000],
  ['원목 수납장', 348_000],
  ['나무 도마', 23_800],
  ['소이 캔들', 10_500],
  ['아로마 디퓨저', 28_000],
  ['무선 이어폰', 89_000],
  ['스마트폰 거치대', 16_900],
  ['블루투스 스피커', 64_000],
  ['노트북 파우치', 24_000],
  ['가죽 지갑', 55_000],
  ['천연 비누', 6800],
  ['고양이 간식', 7900],
  ['강아지 하네스', 21_000],
  ['요가 매트', 35_000],
  ['등산 양말', 8900],
  ['접이식 자전거', 428_000],
  ['겨울 이불', 79_000],
];
const KOREAN_STYLES = [
  '백색',
  '차콜',
  '네이비',
  '올리브',
  '노랑',
  '연분홍',
  '대',
  '중',
  '소',
  '2인용',
];

const ENGLISH: readonly Goods[] = [
  ['Linen apron', 25_500],
  ['Enamel mug', 13_900],
  ['Pour-over kettle', 58_000],
  ['Travel journal', 11_000],
  ['Fountain pen', 42_000],
  ['Wool blanket', 86_000],
  ['Desk lamp', 49_000],
  ['Mechanical keyboard', 129_000],
  ['Canvas tote bag', 19_000],
  ['Ceramic planter', 22_500],
  ['Board game', 36_000],
  ['Rain boots', 39_000],
];
const ENGLISH_STYLES = ['white', 'charcoal', 'navy', 'olive', 'small', 'large', 'gift wrap'];

const TAX_FREE: readonly Goods[] = [
  ['유기농 햅쌀 10kg', 42_500],
  ['제주 노지감귤 5kg', 24_900],
  ['무농약 고구마 3kg', 15_900],
  ['방사 유정란 30구', 16_500],
  ['어린이 그림책', 13_000],
  ['시집 《저녁의 창구》', 11_000],
];

const FAMILY_NAMES = [
  '김',
  '이',
  '박',
  '최',
  '정',
  '강',
  '조',
  '윤',
  '장',
  '임',
  '한',
  '오',
  '서',
  '신',
];
const SYLLABLES = [
  '서',
  '준',
  '민',
  '지',
  '하',
  '윤',
  '도',
  '현',
  '우',
  '은',
  '채',
  '원',
  '유',
  '진',
  '수',
];

const VOUCHERS_WON = [10_000, 30_000, 50_000, 100_000];
const CATERING_WON = [88_000, 132_000, 220_000, 330_000];

function voucher(random: Random): SeedBasket {
  const amount = pickOne(random, VOUCHERS_WON);
  const productDesc = `모퉁이 상점 상품권 ${String(amount / 10_000)}만원`;
  // A voucher has no cash receipt, so Toss counts all of it as taxable.
  return { amount, productDesc, cashReceipt: false, parts: defaultParts(amount, false) };
}

function catering(random: Random): SeedBasket {
  const foodWon = pickOne(random, CATERING_WON);
  const serviceFee = foodWon / 10;
  return {
    amount: foodWon + serviceFee,
    productDesc: '단체 도시락 배달 (봉사료 포함)',
    cashReceipt: true,
    parts: { ...defaultParts(foodWon, true), serviceFee },
  };
}

function personName(random: Random): string {
  const given = pickOne(random, SYLLABLES) + pickOne(random, SYLLABLES);
  return pickOne(random, FAMILY_NAMES) + given;
}

function taxed(random: Random): { name: string; won: number } {
  const isKorean = random() < 0.82;
  const [name, priceWon] = pickOne(random, isKorean ? KOREAN : ENGLISH);
  const style = pickOne(random, isKorean ? KOREAN_STYLES : ENGLISH_STYLES);
  const count = random() < 0.8 ? 1 : between(random, 2, 4);
  const many = count === 1 ? '' : ` × ${String(count)}`;
  // Rare names, so that a search has something rare to find.
  const engraved = random() < 0.04 ? ` · 각인 ${personName(random)}` : '';
  return { name: `${name} (${style})${many}${engraved}`, won: priceWon * count };
}

function goods(random: Random): SeedBasket {
  const hasTaxFree = random() < 0.16;
  const isAllTaxFree = hasTaxFree && random() < 0.5;
  const [freeName, taxFree] = hasTaxFree ? pickOne(random, TAX_FREE) : ['', 0];
  if (isAllTaxFree) {
    const parts = { ...noParts, taxFree };
    return { amount: taxFree, productDesc: freeName, cashReceipt: true, parts };
  }
  const first = taxed(random);
  const parts = { ...defaultParts(first.won, true), taxFree };
  const more = hasTaxFree ? ` · ${freeName}` : '';
  const amount = first.won + taxFree;
  return { amount, productDesc: first.name + more, cashReceipt: true, parts };
}

/** Fills a basket; the same values of `random` give the same one. */
export function makeSeedBasket(random: Random): SeedBasket {
  const draw = random();
  if (draw < 0.04) return voucher(random);
  return draw < 0.07 ? catering(random) : goods(random);
}
