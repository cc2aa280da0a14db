import { z } from 'zod';

import { SEOUL_DAY } from '../seoul-time.ts';

const text = z.string().max(255).exactOptional();
const won = z.int().exactOptional();
const day = z.string().regex(SEOUL_DAY);

/**
 * Fields of a line that replace those of the books (a correction), or a line that the books don't
 * have (an adjustment, of any type). It holds from when it is planted.
 */
export const plantedLine = z.strictObject({
  transactionId: z.string().min(1).max(40),
  transactionType: text,
  payToken: text,
  productDesc: text,
  orderNo: text,
  payMethod: text,
  amount: won,
  fee: won,
  vat: won,
  feeVatSum: won,
  settleDate: day.exactOptional(),
  dueDate: z.union([day, z.literal('')]).exactOptional(),
  settleDateTime: text,
});
export type PlantedLine = z.infer<typeof plantedLine>;
