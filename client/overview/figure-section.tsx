import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Segments } from '../ui/segments.tsx';
import styles from './figure-section.module.css';

type View = 'chart' | 'table';

/** A chart, or a table with the same numbers, by choice. */
export function FigureSection({
  title,
  chart,
  table,
}: {
  title: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [view, setView] = useState<View>('chart');
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        <Segments
          label={t('overview.view.label', { title })}
          value={view}
          options={[
            { value: 'chart', label: t('overview.view.chart') },
            { value: 'table', label: t('overview.view.table') },
          ]}
          onChange={setView}
        />
      </div>
      {view === 'chart' ? chart : table}
    </section>
  );
}
