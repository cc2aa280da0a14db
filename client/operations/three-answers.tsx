import { useTranslation } from 'react-i18next';
import classes from './three-answers.module.css';

/** The three questions of anybody who handles money: did it move, may I press again, who helps. */
export function ThreeAnswers({
  money,
  again,
  help,
}: {
  money: string;
  again: string;
  help: string;
}) {
  const { t } = useTranslation();
  return (
    <dl className={classes.answers}>
      <dt>{t('operations.answers.money')}</dt>
      <dd>{money}</dd>
      <dt>{t('operations.answers.again')}</dt>
      <dd>{again}</dd>
      <dt>{t('operations.answers.help')}</dt>
      <dd>{help}</dd>
    </dl>
  );
}
