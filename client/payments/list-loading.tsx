import { useTranslation } from 'react-i18next';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './list-loading.module.css';

const rows = Array.from({ length: 12 }, (_, index) => index);

/** The place of the first rows; later reads keep the rows that are there. */
export function ListLoading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-busy="true">
      <span className="vh">{t('list.loading')}</span>
      <table aria-hidden="true" className={styles.rows}>
        <tbody>
          {rows.map((row) => (
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
        </tbody>
      </table>
    </div>
  );
}
