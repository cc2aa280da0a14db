import { useTranslation } from 'react-i18next';
import { trustKo } from '../copy/ko/trust.ts';
import styles from './proof-figures.module.css';
import { plainName, unitOf } from './trust-reading.ts';

type KnownFigure = keyof typeof trustKo.figures;

function isKnown(name: string): name is KnownFigure {
  return Object.hasOwn(trustKo.figures, name);
}

/** With thousands separators and at most two decimals. */
function formatFigure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** The figures of a run. One without a text keeps its own English name. */
export function ProofFigures({
  figures,
  label,
}: {
  figures: Record<string, number>;
  label: string;
}) {
  const { t } = useTranslation();
  const named = Object.entries(figures);
  if (named.length === 0) return null;
  return (
    <dl className={styles.figures} aria-label={label}>
      {named.map(([name, value]) => {
        const known = isKnown(name);
        const unit = unitOf(name);
        const n = formatFigure(value);
        return (
          <div key={name}>
            <dt lang={known ? undefined : 'en'}>
              {known ? t(`trust.figures.${name}`) : plainName(name)}
            </dt>
            <dd>{unit === null ? n : t(`trust.unit.${unit}`, { n })}</dd>
          </div>
        );
      })}
    </dl>
  );
}
