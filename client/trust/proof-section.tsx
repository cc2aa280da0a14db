import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconHistory,
} from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Proof, ProofResult, ProofState } from '../../shared/trust.ts';
import { formatMoment } from '../format.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { ProofFigures } from './proof-figures.tsx';
import styles from './proof-section.module.css';
import { KillTable, MutantTable, HitTable } from './proof-tables.tsx';
import { survivorsOf, type ProofEntry } from './trust-reading.ts';

const icons = { current: IconCircleCheck, older: IconHistory, 'not-run': IconCircleDashed };

function State({ state }: { state: ProofState }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span className={styles.state} data-state={state}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {t(`trust.states.${state}`)}
    </span>
  );
}

/** Whether the run had violations or surviving mutants; both outcomes are equally prominent. */
function Verdict({ result }: { result: ProofResult }) {
  const { t } = useTranslation();
  const survivors = survivorsOf(result);
  const bad = [
    ...(result.violations > 0 ? [t('trust.broken', { count: result.violations })] : []),
    ...(survivors > 0 ? [t('trust.survived', { count: survivors })] : []),
  ];
  const Icon = bad.length > 0 ? IconAlertTriangle : IconCircleCheck;
  return (
    <p className={styles.verdict} data-tone={bad.length > 0 ? 'bad' : 'good'}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {bad.length > 0 ? bad.join(' · ') : t('trust.kept')}
    </p>
  );
}

/** The command that runs one proof at full length and stores the result. */
const commandOf = (proof: Proof) => `npm run test:long -- --only ${proof}`;

function Command({ title, word, command }: { title: string; word: string; command: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.command}>
      <span className={styles.commandWord}>{word}</span>
      <code className="mono">{command}</code>
      <CopyButton text={command} what={t('trust.commandOf', { proof: title })} />
    </div>
  );
}

function Result({
  title,
  result,
  current,
}: {
  title: string;
  result: ProofResult;
  current: boolean;
}) {
  const { t } = useTranslation();
  const { at, seed, machine, engine, command, figures, rows, kills, mutants } = result;
  return (
    <>
      <Verdict result={result} />
      <ProofFigures figures={figures} label={t('trust.figuresOf', { proof: title })} />
      <div className={styles.facts}>
        <Facts>
          <Fact term={t('trust.at')}>
            <time dateTime={at}>{formatMoment(at)}</time>
          </Fact>
          {seed === null ? null : (
            <Fact term={t('trust.seed')}>
              <span className="mono">{seed}</span> <CopyButton text={seed} what={t('trust.seed')} />
            </Fact>
          )}
          <Fact term={t('trust.machine')} quiet>
            {machine}
          </Fact>
          {current ? null : (
            <Fact term={t('trust.engine')} quiet>
              <span className="mono">{engine}</span>
            </Fact>
          )}
        </Facts>
      </div>
      <Command title={title} word={t('trust.command')} command={command} />
      {mutants === undefined ? null : <MutantTable mutants={mutants} />}
      {kills === undefined ? null : <KillTable kills={kills} />}
      {rows === undefined ? null : <HitTable rows={rows} />}
    </>
  );
}

/** One proof: what it shows, whether it was run on this build, and its result. */
export function ProofSection({ entry }: { entry: ProofEntry }) {
  const { t } = useTranslation();
  const id = useId();
  const { proof, state, result } = entry;
  const title = t(`trust.proofs.${proof}.title`);
  return (
    <section className={styles.proof} aria-labelledby={id} data-state={state}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        <State state={state} />
      </div>
      <p className={styles.shows}>{t(`trust.proofs.${proof}.shows`)}</p>
      {state === 'older' ? <p className={styles.older}>{t('trust.older')}</p> : null}
      {result === null ? (
        <>
          <p className={styles.nothing}>{t('trust.notRun')}</p>
          <Command title={title} word={t('trust.commandFirst')} command={commandOf(proof)} />
        </>
      ) : (
        <Result title={title} result={result} current={state === 'current'} />
      )}
    </section>
  );
}
