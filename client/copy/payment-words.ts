/** Adds the texts about a payment and its operations; imported by lazy chunks that show one. */
import { addKorean } from './i18n.ts';
import { customerKo } from './ko/customer.ts';
import { detailKo } from './ko/detail.ts';
import { operationsKo } from './ko/operations.ts';
import { reviewKo } from './ko/review.ts';

addKorean({
  customer: customerKo,
  detail: detailKo,
  operations: operationsKo,
  review: reviewKo,
});
