/** An order of the demo shop, as sent to Toss. */
export type DemoOrder = {
  amount: number;
  productDesc: string;
  cashReceipt: boolean;
  /** Only for mixed taxation; otherwise Toss calculates the parts. */
  parts?: { taxable: number; taxFree: number; vat: number; serviceFee: number };
};

/** A line of an order, as the online store tells the desk. */
export type DemoItem = {
  name: string;
  quantity: number;
  unitPrice: number;
  tax: 'taxed' | 'tax-free';
};

/** With what it sells, where the store tells it. */
export type DemoStoreOrder = DemoOrder & { items?: DemoItem[] };

type Product = { name: string; priceWon: number; kind: 'taxed' | 'taxFree' };

const PRODUCTS: readonly Product[] = [
  { name: '핸드드립 원두 200g', priceWon: 14_000, kind: 'taxed' },
  { name: '핸드드립 원두 세트 1kg', priceWon: 38_000, kind: 'taxed' },
  { name: '도자기 머그컵 (백색)', priceWon: 14_500, kind: 'taxed' },
  { name: '스테인리스 텀블러', priceWon: 27_000, kind: 'taxed' },
  { name: '수제 딸기잼 300g', priceWon: 9900, kind: 'taxed' },
  { name: '보온 도시락', priceWon: 32_000, kind: 'taxed' },
  { name: '겨울 니트 머플러 (차콜)', priceWon: 29_900, kind: 'taxed' },
  { name: '면 티셔츠 3장 묶음', priceWon: 36_000, kind: 'taxed' },
  { name: '어린이 우비 세트 (노랑)', priceWon: 33_000, kind: 'taxed' },
  { name: '캠핑용 접이식 의자', priceWon: 47_000, kind: 'taxed' },
  { name: '원목 수납장 2단', priceWon: 348_000, kind: 'taxed' },
  { name: '나무 도마 (대)', priceWon: 23_800, kind: 'taxed' },
  { name: '소이 캔들 2개', priceWon: 21_000, kind: 'taxed' },
  { name: '린넨 앞치마', priceWon: 25_500, kind: 'taxed' },
  { name: '유기농 햅쌀 10kg', priceWon: 42_500, kind: 'taxFree' },
  { name: '햅쌀 20kg', priceWon: 72_000, kind: 'taxFree' },
  { name: '제주 노지감귤 5kg', priceWon: 24_900, kind: 'taxFree' },
  { name: '무농약 고구마 3kg', priceWon: 15_900, kind: 'taxFree' },
  { name: '방사 유정란 30구', priceWon: 16_500, kind: 'taxFree' },
];

const VOUCHERS_WON = [10_000, 30_000, 50_000];
const CATERING_WON = [88_000, 132_000, 220_000];

/** Share of gift vouchers, which have no cash receipt. */
const VOUCHER_SHARE = 0.04;
/** Share of delivered lunches, the only orders with a service fee. */
const CATERING_SHARE = 0.03;
const TWO_PRODUCTS_SHARE = 0.3;

export function pickOne<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

/** A whole number from `low` to `high`, both included. */
export function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

function withVat(taxedWon: number): { taxable: number; vat: number } {
  const vat = Math.ceil(taxedWon / 11);
  return { taxable: taxedWon - vat, vat };
}

function makeCatering(random: () => number): DemoOrder {
  const foodWon = pickOne(random, CATERING_WON);
  const serviceFee = foodWon / 10;
  return {
    amount: foodWon + serviceFee,
    productDesc: '단체 도시락 배달 (봉사료 포함)',
    cashReceipt: true,
    parts: { ...withVat(foodWon), taxFree: 0, serviceFee },
  };
}

const itemOf = ({ name, priceWon, kind }: Product, quantity: number): DemoItem => ({
  name,
  quantity,
  unitPrice: priceWon,
  tax: kind === 'taxed' ? 'taxed' : 'tax-free',
});

function makeBasket(random: () => number): DemoOrder & { items: DemoItem[] } {
  const first = pickOne(random, PRODUCTS);
  const count = random() < 0.2 ? between(random, 2, 3) : 1;
  const second = random() < TWO_PRODUCTS_SHARE ? pickOne(random, PRODUCTS) : undefined;
  const lines = [{ ...first, priceWon: first.priceWon * count }];
  if (second && second.name !== first.name) lines.push(second);
  const sumOf = (kind: Product['kind']): number =>
    lines.filter((line) => line.kind === kind).reduce((sum, line) => sum + line.priceWon, 0);
  const taxFree = sumOf('taxFree');
  const taxed = sumOf('taxed');
  const firstName = count === 1 ? first.name : `${first.name} × ${String(count)}`;
  const productDesc = [firstName, ...lines.slice(1).map((line) => line.name)].join(' · ');
  return {
    amount: taxFree + taxed,
    productDesc,
    cashReceipt: true,
    items: [itemOf(first, count), ...lines.slice(1).map((line) => itemOf(line, 1))],
    ...(taxFree > 0 && { parts: { ...withVat(taxed), taxFree, serviceFee: 0 } }),
  };
}

/** Paid as soon as the demo starts, so that items are there to be refunded. */
export const FIRST_BASKET: DemoStoreOrder = {
  amount: 89_000,
  productDesc: '도자기 머그컵 (백색) × 3 외 2건',
  cashReceipt: true,
  items: [
    { name: '도자기 머그컵 (백색)', quantity: 3, unitPrice: 14_500, tax: 'taxed' },
    { name: '유기농 햅쌀 10kg', quantity: 1, unitPrice: 42_500, tax: 'tax-free' },
    { name: '배송비', quantity: 1, unitPrice: 3000, tax: 'taxed' },
  ],
};

/** Fills a basket; the same values of `random` give the same one. */
export function makeStoreOrder(random: () => number): DemoStoreOrder {
  const draw = random();
  if (draw < VOUCHER_SHARE) {
    const amount = pickOne(random, VOUCHERS_WON);
    const productDesc = `모퉁이 상점 상품권 ${String(amount / 10_000)}만원`;
    return { amount, productDesc, cashReceipt: false };
  }
  if (draw < VOUCHER_SHARE + CATERING_SHARE) return makeCatering(random);
  return makeBasket(random);
}

/** The same as Toss knows it. */
export function makeDemoOrder(random: () => number): DemoOrder {
  const order = makeStoreOrder(random);
  delete order.items;
  return order;
}
