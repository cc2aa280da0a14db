/**
 * Every Korean sentence by its key, so that tests find elements without repeating the copy:
 * `getByRole('button', { name: ko('common.close') })`.
 *
 * An i18next instance of its own: loading words here must not hide that a screen forgot to.
 */
import i18next from 'i18next';
import { ko as firstPage, type Ko } from '../../client/copy/ko.ts';
import { accessKo } from '../../client/copy/ko/access.ts';
import { accountKo } from '../../client/copy/ko/account.ts';
import { attentionKo } from '../../client/copy/ko/attention.ts';
import { auditKo } from '../../client/copy/ko/audit.ts';
import { bulkKo } from '../../client/copy/ko/bulk.ts';
import { createKo } from '../../client/copy/ko/create.ts';
import { customerKo } from '../../client/copy/ko/customer.ts';
import { dayCloseKo } from '../../client/copy/ko/day-close.ts';
import { detailKo } from '../../client/copy/ko/detail.ts';
import { developerKo } from '../../client/copy/ko/developer.ts';
import { exportsKo } from '../../client/copy/ko/exports.ts';
import { keysKo } from '../../client/copy/ko/keys.ts';
import { logKo } from '../../client/copy/ko/log.ts';
import { noticesKo } from '../../client/copy/ko/notices.ts';
import { operationsKo } from '../../client/copy/ko/operations.ts';
import { overviewKo } from '../../client/copy/ko/overview.ts';
import { paletteKo } from '../../client/copy/ko/palette.ts';
import { pickedKo } from '../../client/copy/ko/picked.ts';
import { receiptKo } from '../../client/copy/ko/receipt.ts';
import { reviewKo } from '../../client/copy/ko/review.ts';
import { settingsKo } from '../../client/copy/ko/settings.ts';
import { settlementKo } from '../../client/copy/ko/settlement.ts';
import { staffKo } from '../../client/copy/ko/staff.ts';
import { trustKo } from '../../client/copy/ko/trust.ts';
import { viewsKo } from '../../client/copy/ko/views.ts';

export const words = {
  ...firstPage,
  access: accessKo,
  account: accountKo,
  attention: attentionKo,
  audit: auditKo,
  bulk: bulkKo,
  create: createKo,
  customer: customerKo,
  dayClose: dayCloseKo,
  detail: detailKo,
  developer: developerKo,
  exports: exportsKo,
  keys: keysKo,
  log: logKo,
  notices: noticesKo,
  operations: operationsKo,
  overview: overviewKo,
  palette: paletteKo,
  picked: pickedKo,
  receipt: receiptKo,
  review: reviewKo,
  settings: settingsKo,
  settlement: settlementKo,
  staff: staffKo,
  trust: trustKo,
  views: viewsKo,
} satisfies Ko;

const korean = i18next.createInstance();
void korean.init({
  lng: 'ko',
  resources: { ko: { translation: words } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** A sentence, interpolated. */
export const ko = korean.t;
