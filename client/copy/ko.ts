import type { accountKo } from './ko/account.ts';
import type { auditKo } from './ko/audit.ts';
import { commonKo } from './ko/common.ts';
import type { createKo } from './ko/create.ts';
import { detailKo } from './ko/detail.ts';
import type { exportsKo } from './ko/exports.ts';
import { frameKo } from './ko/frame.ts';
import { listKo } from './ko/list.ts';
import { operationsKo } from './ko/operations.ts';
import { problemsKo } from './ko/problems.ts';
import type { receiptKo } from './ko/receipt.ts';
import { reviewKo } from './ko/review.ts';
import { sessionKo } from './ko/session.ts';
import type { settingsKo } from './ko/settings.ts';
import type { staffKo } from './ko/staff.ts';
import { statusesKo } from './ko/statuses.ts';
import type { trustKo } from './ko/trust.ts';

/** The Korean sentences that the first page needs, or any screen may. */
export const ko = {
  common: commonKo,
  statuses: statusesKo,
  problems: problemsKo,
  frame: frameKo,
  session: sessionKo,
  list: listKo,
  detail: detailKo,
  operations: operationsKo,
  review: reviewKo,
} as const;

/** Those of one screen alone, which come with it (`addKorean`): the first page does without. */
export interface LateKo {
  account: typeof accountKo;
  audit: typeof auditKo;
  create: typeof createKo;
  exports: typeof exportsKo;
  receipt: typeof receiptKo;
  settings: typeof settingsKo;
  staff: typeof staffKo;
  trust: typeof trustKo;
}

/** Every Korean sentence, as the types know them. */
export type Ko = typeof ko & LateKo;
