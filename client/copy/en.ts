import type { Copy } from './copy.ts';
import { accessEn } from './en/access.ts';
import { accountEn } from './en/account.ts';
import { attentionEn } from './en/attention.ts';
import { auditEn } from './en/audit.ts';
import { bulkEn } from './en/bulk.ts';
import { commonEn } from './en/common.ts';
import { createEn } from './en/create.ts';
import { customerEn } from './en/customer.ts';
import { dayCloseEn } from './en/day-close.ts';
import { detailEn } from './en/detail.ts';
import { developerEn } from './en/developer.ts';
import { exportsEn } from './en/exports.ts';
import { frameEn } from './en/frame.ts';
import { keysEn } from './en/keys.ts';
import { listEn } from './en/list.ts';
import { logEn } from './en/log.ts';
import { noticesEn } from './en/notices.ts';
import { operationsEn } from './en/operations.ts';
import { overviewEn } from './en/overview.ts';
import { paletteEn } from './en/palette.ts';
import { pickedEn } from './en/picked.ts';
import { problemsEn } from './en/problems.ts';
import { receiptEn } from './en/receipt.ts';
import { reviewEn } from './en/review.ts';
import { sessionEn } from './en/session.ts';
import { settingsEn } from './en/settings.ts';
import { settlementEn } from './en/settlement.ts';
import { staffEn } from './en/staff.ts';
import { statusesEn } from './en/statuses.ts';
import { trustEn } from './en/trust.ts';
import { viewsEn } from './en/views.ts';
import type { Ko } from './ko.ts';

/** All English texts. */
export const en: Copy<Ko> = {
  common: commonEn,
  statuses: statusesEn,
  problems: problemsEn,
  frame: frameEn,
  session: sessionEn,
  list: listEn,
  log: logEn,
  detail: detailEn,
  notices: noticesEn,
  operations: operationsEn,
  create: createEn,
  customer: customerEn,
  review: reviewEn,
  trust: trustEn,
  views: viewsEn,
  staff: staffEn,
  settings: settingsEn,
  audit: auditEn,
  access: accessEn,
  bulk: bulkEn,
  account: accountEn,
  attention: attentionEn,
  keys: keysEn,
  overview: overviewEn,
  palette: paletteEn,
  picked: pickedEn,
  receipt: receiptEn,
  exports: exportsEn,
  dayClose: dayCloseEn,
  settlement: settlementEn,
  developer: developerEn,
};
