import type { TFunction } from 'i18next';
import type { Operation } from '../../shared/operation.ts';

/** The requester's name. A token is named as one: it may be called like a colleague. */
export function requesterName(
  { requestedBy: { name }, tokenMaker }: Pick<Operation, 'requestedBy' | 'tokenMaker'>,
  t: TFunction,
): string {
  return tokenMaker === undefined ? name : t('common.byToken', { name });
}
