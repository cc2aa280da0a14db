import type { accessKo } from './ko/access.ts';
import type { accountKo } from './ko/account.ts';
import type { attentionKo } from './ko/attention.ts';
import type { auditKo } from './ko/audit.ts';
import type { bulkKo } from './ko/bulk.ts';
import { commonKo } from './ko/common.ts';
import type { createKo } from './ko/create.ts';
import type { customerKo } from './ko/customer.ts';
import type { dayCloseKo } from './ko/day-close.ts';
import type { detailKo } from './ko/detail.ts';
import type { developerKo } from './ko/developer.ts';
import type { exportsKo } from './ko/exports.ts';
import { frameKo } from './ko/frame.ts';
import type { keysKo } from './ko/keys.ts';
import { listKo } from './ko/list.ts';
import type { logKo } from './ko/log.ts';
import type { noticesKo } from './ko/notices.ts';
import type { operationsKo } from './ko/operations.ts';
import type { overviewKo } from './ko/overview.ts';
import type { paletteKo } from './ko/palette.ts';
import type { pickedKo } from './ko/picked.ts';
import { problemsKo } from './ko/problems.ts';
import type { receiptKo } from './ko/receipt.ts';
import type { reviewKo } from './ko/review.ts';
import { sessionKo } from './ko/session.ts';
import type { settingsKo } from './ko/settings.ts';
import type { settlementKo } from './ko/settlement.ts';
import type { staffKo } from './ko/staff.ts';
import { statusesKo } from './ko/statuses.ts';
import type { trustKo } from './ko/trust.ts';
import type { viewsKo } from './ko/views.ts';

/** The Korean texts in the first page's bundle. */
export const ko = {
  common: commonKo,
  statuses: statusesKo,
  problems: problemsKo,
  frame: frameKo,
  session: sessionKo,
  list: listKo,
} as const;

/** Texts of single screens, added by their lazy chunks (`addKorean`). */
export interface LazyKo {
  access: typeof accessKo;
  account: typeof accountKo;
  attention: typeof attentionKo;
  audit: typeof auditKo;
  bulk: typeof bulkKo;
  create: typeof createKo;
  customer: typeof customerKo;
  dayClose: typeof dayCloseKo;
  detail: typeof detailKo;
  developer: typeof developerKo;
  exports: typeof exportsKo;
  keys: typeof keysKo;
  log: typeof logKo;
  notices: typeof noticesKo;
  operations: typeof operationsKo;
  overview: typeof overviewKo;
  palette: typeof paletteKo;
  picked: typeof pickedKo;
  receipt: typeof receiptKo;
  review: typeof reviewKo;
  settings: typeof settingsKo;
  settlement: typeof settlementKo;
  staff: typeof staffKo;
  trust: typeof trustKo;
  views: typeof viewsKo;
}

/** The type of all Korean texts. */
export type Ko = typeof ko & LazyKo;
