/** Input of the bank transfer form: its shape, faults and request body. Pure. */
import type { BankTransferBody, BankTransferOffer } from '../../shared/api.ts';
import { NOTE_MAX, ONE_LINE } from '../../shared/limits.ts';
import { ACCOUNT_END, BANK, BANK_MAX, REFERENCE_MAX } from '../../shared/bank-transfer.ts';
import type { Payment } from '../../shared/payment.ts';
import { fieldsOf, isNumber, isText, orNull } from '../draft-shapes.ts';

/** What is kept over a reload. */
export interface TypedTransfer {
  amountWon: number | null;
  /** A Seoul day, `yyyy-MM-dd`. */
  paidOn: string;
  bank: string;
  accountEnd: string;
  reference: string;
  note: string;
}

export interface TransferDraft extends TypedTransfer {
  /** The warnings were confirmed, which a reload asks for again. */
  ticked: boolean;
}

export const isTypedTransfer = fieldsOf<TypedTransfer>({
  amountWon: orNull(isNumber),
  paidOn: isText,
  bank: isText,
  accountEnd: isText,
  reference: isText,
  note: isText,
});

export type TransferField = Exclude<keyof TransferDraft, 'note'>;

export const needsTick = ({ recordedWon, refundUnsettled }: BankTransferOffer) =>
  recordedWon > 0 || refundUnsettled;

function isLine(text: string, most: number): boolean {
  const written = text.trim();
  return written !== '' && written.length <= most && ONE_LINE.test(written);
}

/** The fields that are missing or wrong, in the form's order. @param days allowed, inclusive */
export function transferFaults(
  draft: TransferDraft,
  offer: BankTransferOffer,
  days: { first: string; last: string },
): TransferField[] {
  const { amountWon, paidOn, bank, accountEnd, reference, ticked } = draft;
  const isRight: Record<TransferField, boolean> = {
    amountWon: amountWon !== null && amountWon >= 1 && amountWon <= offer.leftWon,
    paidOn: paidOn >= days.first && paidOn <= days.last,
    bank: isLine(bank, BANK_MAX) && BANK.test(bank),
    accountEnd: ACCOUNT_END.test(accountEnd),
    reference: isLine(reference, REFERENCE_MAX),
    ticked: ticked || !needsTick(offer),
  };
  return (Object.keys(isRight) as TransferField[]).filter((field) => !isRight[field]);
}

/** The request for what the form showed. */
export function transferBody(
  draft: TransferDraft,
  offer: BankTransferOffer,
  payment: Pick<Payment, 'refunded'>,
): BankTransferBody {
  const note = draft.note.trim().slice(0, NOTE_MAX);
  return {
    amount: draft.amountWon ?? 0,
    paidOn: draft.paidOn,
    bank: draft.bank.trim(),
    accountEnd: draft.accountEnd,
    reference: draft.reference.trim(),
    ...(note === '' ? {} : { note }),
    seenRefunded: payment.refunded,
    seenRecorded: offer.recordedWon,
    seenUnsettled: offer.refundUnsettled,
  };
}
