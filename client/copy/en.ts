import type { Copy } from './copy.ts';
import { accountEn } from './en/account.ts';
import { auditEn } from './en/audit.ts';
import { commonEn } from './en/common.ts';
import { createEn } from './en/create.ts';
import { detailEn } from './en/detail.ts';
import { exportsEn } from './en/exports.ts';
import { frameEn } from './en/frame.ts';
import { listEn } from './en/list.ts';
import { operationsEn } from './en/operations.ts';
import { problemsEn } from './en/problems.ts';
import { receiptEn } from './en/receipt.ts';
import { reviewEn } from './en/review.ts';
import { sessionEn } from './en/session.ts';
import { settingsEn } from './en/settings.ts';
import { staffEn } from './en/staff.ts';
import { statusesEn } from './en/statuses.ts';
import { trustEn } from './en/trust.ts';
import type { Ko } from './ko.ts';

/** Every English sentence of the screens. */
export const en: Copy<Ko> = {
  common: commonEn,
  statuses: statusesEn,
  problems: problemsEn,
  frame: frameEn,
  session: sessionEn,
  list: listEn,
  detail: detailEn,
  operations: operationsEn,
  create: createEn,
  review: reviewEn,
  trust: trustEn,
  staff: staffEn,
  settings: settingsEn,
  audit: auditEn,
  account: accountEn,
  receipt: receiptEn,
  exports: exportsEn,
};
