import { useTranslation } from 'react-i18next';
import type { OperationDecision, DecisionRefusal } from '../../shared/operation-actions.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import { formatMoment } from '../format.ts';
import type { DialogDecision } from './decision-call.ts';

/** Decisions with their own sentences for why they need another person, or are too early. */
type OwnSentence = 'approve' | 'send-again' | 'resolve' | 'release';

function ownSentence(act: OperationDecision): OwnSentence | null {
  if (act === 'decline') return 'approve';
  if (act === 'give-up') return 'send-again';
  return act === 'approve' || act === 'send-again' || act === 'resolve' || act === 'release'
    ? act
    : null;
}

/** The labels of the decisions, and the sentences for why one is not allowed. */
export function useDecisionWords() {
  const { t } = useTranslation();
  const button = (
    act: DialogDecision,
    { state, kind }: Pick<Operation, 'state' | 'kind'>,
  ): string => {
    if (act === 'withdraw') {
      return t(`operations.acts.button.withdraw.${state === 'proposed' ? state : 'unsent'}`);
    }
    if (act === 'release') {
      return t(`operations.acts.button.release.${kind === 'refund' ? kind : 'other'}`);
    }
    if (act === 'give-up') return t(`operations.acts.button.give-up.${kind}`);
    return t(`operations.acts.button.${act}`);
  };
  const title = (act: DialogDecision, kind: OperationKind): string => {
    if (act === 'give-up') return t(`operations.acts.button.give-up.${kind}`);
    return act === 'release' && kind !== 'refund'
      ? t('operations.acts.titles.releaseOther')
      : t(`operations.acts.titles.${act}`);
  };
  const whyNot = (
    act: OperationDecision,
    reason: DecisionRefusal,
    notBefore: string | null,
  ): string => {
    const when = notBefore === null ? t('operations.acts.later') : formatMoment(notBefore);
    const own = ownSentence(act);
    if (own !== null && reason === 'not-permitted') {
      return t(`operations.acts.whyNot.${own}.not-permitted`);
    }
    if (own !== null && own !== 'send-again' && reason === 'own-operation') {
      return t(`operations.acts.whyNot.${own}.own-operation`);
    }
    if ((own === 'resolve' || own === 'release') && reason === 'too-early') {
      return t(`operations.acts.whyNot.${own}.too-early`, { when });
    }
    return t(`operations.acts.refusals.${reason}`, { when });
  };
  return { button, title, whyNot };
}
