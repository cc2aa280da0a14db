import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { overviewKo } from '../copy/ko/overview.ts';
import { seoulDate } from '../format.ts';
import { useLiveState } from '../live/use-live.ts';
import { meOptions } from '../me.ts';
import { OverviewReport } from '../overview/overview-report.tsx';
import { readSpanChoice, writeSpanChoice } from '../overview/span-choice.ts';
import { defaultQuery, writeListQuery } from '../payments/list-query.ts';
import { deskNowMs } from '../ui/ticker.ts';
import styles from './overview-page.module.css';

addKorean({ overview: overviewKo });

/** Address of the list with the payments of a day. */
function dayPath(day: string): string {
  const search = writeListQuery({
    ...defaultQuery,
    ...{ period: 'custom', fromDay: day, toDay: day },
    ...{ clock: 'completed', sort: '-completed' },
  });
  return `/payments?${search.toString()}`;
}

/** Address of the list with the refunds of some days, both included. */
function refundsPath(fromDay: string, toDay: string): string {
  const search = writeListQuery({
    ...defaultQuery,
    ...{ period: 'custom', fromDay, toDay },
    ...{ clock: 'refunded', sort: '-refunded' },
  });
  return `/payments?${search.toString()}`;
}

/** 개요. The address keeps the days that are shown: `/overview?days=7`. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const [search, setSearch] = useSearchParams();
  const offline = useLiveState() === 'offline';
  const begin = (
    <>
      <Button component={Link} to="/payments" variant="default">
        {t('overview.empty.list')}
      </Button>
      {me.permissions.includes('payments.create') ? (
        <Button component={Link} to="/payments/new" variant="filled">
          {t('overview.empty.create')}
        </Button>
      ) : null}
    </>
  );
  return (
    <div className={styles.page}>
      <OverviewReport
        choice={readSpanChoice(search, seoulDate(deskNowMs()))}
        onChoice={(choice) => setSearch(writeSpanChoice(choice), { replace: true })}
        offline={offline}
        dayPath={dayPath}
        refundsPath={refundsPath}
        begin={begin}
      />
    </div>
  );
}
