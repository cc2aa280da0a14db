import { use, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { FirstFrameContext, usePhone } from '../ui/first-frame.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './list-loading.module.css';

/** The number of placeholder rows if the number of rows is unknown. */
const SOME_ROWS = 12;
/** More than a window shows; of rows further down only the height matters. */
const MOST_DRAWN = 24;

const placesOf = (count: number) =>
  Array.from({ length: Math.min(count, MOST_DRAWN) }, (_, index) => index);

/** The number of rows or cards that are not rendered, for the style sheet. */
const undrawn = (count: number) =>
  ({ '--undrawn': Math.max(count - MOST_DRAWN, 0) }) as CSSProperties;

function Rows({ count }: { count: number }) {
  return (
    <table className={styles.rows}>
      <thead>
        <tr>
          <th colSpan={4} />
        </tr>
      </thead>
      <tbody>
        {placesOf(count).map((row) => (
          <tr key={row}>
            <td className={styles.status}>
              <Skeleton chip />
            </td>
            <td className={styles.order}>
              <Skeleton width="104px" />
            </td>
            <td>
              <Skeleton width="60%" />
            </td>
            <td className={styles.amount}>
              <Skeleton width="72px" />
            </td>
          </tr>
        ))}
        <tr>
          <td colSpan={4} className={styles.undrawn} style={undrawn(count)} />
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={4} />
        </tr>
      </tfoot>
    </table>
  );
}

function Cards({ count }: { count: number }) {
  return (
    <ul className={styles.cards} style={undrawn(count)}>
      {placesOf(count).map((card) => (
        <li key={card}>
          <Skeleton chip />
          <Skeleton width="60%" />
        </li>
      ))}
    </ul>
  );
}

/** A placeholder as high as the first rows; later reads keep the current rows. */
export function ListLoading() {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const count = use(FirstFrameContext)?.rows ?? SOME_ROWS;
  return (
    <div role="status" aria-busy="true">
      <span className="vh">{t('list.loading')}</span>
      <div aria-hidden="true" className={isPhone ? undefined : styles.wide}>
        {isPhone ? <Cards count={count} /> : <Rows count={count} />}
      </div>
    </div>
  );
}
