import { IconCircle, IconCircleCheck, IconCircleX, IconLoader2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationProgress, StepMark } from '../parts/operation-progress.ts';
import classes from './operation-steps.module.css';

const icons: Record<StepMark, typeof IconCircle> = {
  waiting: IconCircle,
  doing: IconLoader2,
  done: IconCircleCheck,
  stopped: IconCircleX,
};
const stepNames = ['recorded', 'sent', 'confirmed'] as const;

interface OperationStepsProps {
  steps: OperationProgress['steps'];
  /** Shown at the end of a step's line: a time, or when the next check is. */
  ends?: Partial<Record<(typeof stepNames)[number], ReactNode>>;
}

/** 기록함 → 토스에 보냄 → 토스 확인. */
export function OperationSteps({ steps, ends = {} }: OperationStepsProps) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps} aria-label={t('operations.steps.label')}>
      {stepNames.map((name) => {
        const mark = steps[name];
        const Icon = icons[mark];
        return (
          <li
            key={name}
            className={classes[mark]}
            data-step={name}
            data-mark={mark}
            aria-current={mark === 'doing' ? 'step' : undefined}
          >
            <Icon
              size={20}
              stroke={1.75}
              aria-hidden="true"
              className={mark === 'doing' ? 'spin' : undefined}
            />
            <span>{t(`operations.steps.${name}`)}</span>
            <span className="vh">{t(`operations.steps.marks.${mark}`)}</span>
            {ends[name] === undefined ? null : <span className={classes.end}>{ends[name]}</span>}
          </li>
        );
      })}
    </ol>
  );
}
