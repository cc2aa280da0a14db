import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { customerKo } from '../copy/ko/customer.ts';
import { receiptKo } from '../copy/ko/receipt.ts';
import { meOptions } from '../me.ts';
import { readPaper } from '../receipts/paper.ts';
import { ReceiptView } from '../receipts/receipt-view.tsx';
import { usePageTitle } from './use-page-title.ts';

addKorean({ customer: customerKo, receipt: receiptKo });

/** 환불 확인서, without the frame, so that nothing but the receipt is printed. */
export function ReceiptPage() {
  const { t } = useTranslation();
  const { payToken = '', operationId = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const { data: me } = useSuspenseQuery(meOptions);
  usePageTitle(t('receipt.title'));
  return (
    <ReceiptView
      key={operationId}
      payToken={payToken}
      operationId={operationId}
      paper={readPaper(search)}
      onPaper={(paper) => setSearch({ paper }, { replace: true })}
      printedBy={me.staff.name}
      isMasked={me.staff.role === 'viewer'}
    />
  );
}
