/** The sentences about one payment and what is done with it: late, for whatever shows one. */
import { addKorean } from './i18n.ts';
import { detailKo } from './ko/detail.ts';
import { operationsKo } from './ko/operations.ts';
import { reviewKo } from './ko/review.ts';

addKorean({ detail: detailKo, operations: operationsKo, review: reviewKo });
