import { useTranslation } from 'react-i18next';
import { formatWon } from '../../shared/won.ts';
import styles from './sheet-sums.module.css';

/** Won paid and refunded, by a method, a tax part or a day. */
interface Line {
  name: string;
  paid: number;
  refunded: number;
  counts?: { paid: number; refunded: number };
}

function Won({ won, count }: { won: number; count: number | undefined }) {
  const { t } = useTranslation();
  return (
    <td>
      {formatWon(won)}
      {count === undefined ? null : <small>{t('dayClose.count', { count })}</small>}
    </td>
  );
}

function Row({ line: { name, paid, refunded, counts } }: { line: Line }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <Won won={paid} count={counts?.paid} />
      <Won won={0 - refunded} count={counts?.refunded} />
      <Won won={paid - refunded} count={undefined} />
    </tr>
  );
}

/** Payments, refunds and the difference, a line each. */
export function NetTable({
  title,
  first,
  lines,
  total,
}: {
  title: string;
  /** Heading of the first column. */
  first: string;
  lines: readonly Line[];
  total: Line;
}) {
  const { t } = useTranslation();
  return (
    <table className={styles.table}>
      <caption>
        {title} {t('dayClose.tables.won')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {(['paid', 'refunded', 'net'] as const).map((name) => (
            <th scope="col" key={name}>
              {t(`dayClose.sums.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.name} line={line} />
        ))}
      </tbody>
      <tfoot>
        <Row line={total} />
      </tfoot>
    </table>
  );
}
