import { Button } from '@mantine/core';
import { IconArrowLeft, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Receipt } from '../../shared/api.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Segments } from '../ui/segments.tsx';
import { PageSize } from './page-size.tsx';
import { papers, type Paper } from './paper.ts';
import { receiptOptions } from './receipt-options.ts';
import { ReceiptPaper } from './receipt-paper.tsx';
import styles from './receipt-view.module.css';
import { usePrint } from './use-print.ts';

interface ReceiptViewProps {
  payToken: string;
  operationId: string;
  paper: Paper;
  onPaper: (paper: Paper) => void;
  /** The name printed on the receipt. */
  printedBy: string;
  /** The buyer's personal data is masked for this person. */
  isMasked: boolean;
}

function Bar({ payToken, children }: { payToken: string; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <header className={styles.bar}>
      <Button
        component={Link}
        to={`/payments/${encodeURIComponent(payToken)}`}
        variant="subtle"
        color="gray"
        className={styles.back ?? ''}
        leftSection={<IconArrowLeft size={16} stroke={1.75} aria-hidden="true" />}
      >
        {t('receipt.back')}
      </Button>
      {children}
    </header>
  );
}

function Printable({
  receipt,
  ...props
}: Omit<ReceiptViewProps, 'payToken' | 'operationId'> & { receipt: Receipt }) {
  const { t } = useTranslation();
  const { paper, onPaper, printedBy, isMasked } = props;
  const sheet = useRef<HTMLElement>(null);
  const { prints, counting, error, print } = usePrint(receipt);
  return (
    <>
      <Bar payToken={receipt.operation.payToken}>
        <div className="nowrap">
          <Segments
            label={t('receipt.paper.label')}
            options={papers.map((value) => ({ value, label: t(`receipt.paper.${value}`) }))}
            value={paper}
            onChange={onPaper}
          />
        </div>
        <Button
          variant="filled"
          className={styles.print ?? ''}
          loading={counting}
          leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => void print()}
        >
          {t('receipt.print')}
        </Button>
      </Bar>
      {error === null && !isMasked ? null : (
        <div className={styles.notices}>
          {error === null ? null : (
            <ProblemNotice error={error} money={false} title={t('receipt.notCounted')} />
          )}
          {isMasked ? (
            <Notice>
              <p>{t('receipt.masked')}</p>
            </Notice>
          ) : null}
        </div>
      )}
      <main className={styles.desk}>
        <ReceiptPaper
          receipt={receipt}
          paper={paper}
          prints={prints}
          printedBy={printedBy}
          ref={sheet}
        />
      </main>
      <PageSize paper={paper} sheet={sheet} />
    </>
  );
}

/** The receipt of a refund, with buttons that print it. */
export function ReceiptView(props: ReceiptViewProps) {
  const { t } = useTranslation();
  const { payToken, operationId } = props;
  const read = useQuery(receiptOptions(operationId));
  if (read.data !== undefined) {
    return (
      <div className={styles.page}>
        <Printable {...props} receipt={read.data} />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <Bar payToken={payToken} />
      <main className={styles.notices}>
        <h1 className="vh">{t('receipt.title')}</h1>
        {read.isError ? (
          <ProblemNotice
            error={read.error}
            money={false}
            action={<Button onClick={() => void read.refetch()}>{t('common.retry')}</Button>}
          />
        ) : (
          <p className="muted" role="status">
            {t('receipt.loading')}
          </p>
        )}
      </main>
    </div>
  );
}
