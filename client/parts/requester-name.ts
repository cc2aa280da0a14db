import type { TFunction } from 'i18next';
import type { Operation } from '../../shared/operation.ts';

/** Who asked, as a person decides by it: a token may have a colleague's name. */
export function requesterName(
  { requestedBy: { name }, tokenMaker }: Pick<Operation, 'requestedBy' | 'tokenMaker'>,
  t: TFunction,
): string {
  return tokenMaker === undefined ? name : t('common.byToken', { name });
}
