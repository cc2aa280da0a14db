/**
 * How a buyer paid: the card's approval number, kind, installments and slip, and the discount of
 * the whole payment and of each refund. NULL: Toss did not tell. The approval number and the slip
 * lead to a person, so they are erased with the rest and stay erased.
 */
export const paidWithMigration = {
  version: 23,
  name: 'paid-with',
  sql: `
ALTER TABLE payment ADD COLUMN card_approval_no TEXT;
ALTER TABLE payment ADD COLUMN card_kind TEXT;
ALTER TABLE payment ADD COLUMN installment_months INTEGER;
ALTER TABLE payment ADD COLUMN slip_url TEXT;
ALTER TABLE payment ADD COLUMN discounted INTEGER;
ALTER TABLE payment_refund ADD COLUMN discounted INTEGER;

CREATE TRIGGER payment_card_stays_erased BEFORE UPDATE OF card_approval_no, slip_url ON payment
WHEN OLD.erased_at IS NOT NULL
  AND (NEW.card_approval_no IS NOT NULL OR NEW.slip_url IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'payment: what was erased stays erased'); END;
`,
} as const;
