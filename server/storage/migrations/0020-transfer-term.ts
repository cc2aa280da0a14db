/**
 * The texts of a bank transfer are evidence, and are kept for a year from when they were written,
 * whatever the age of the payment. A transfer of an erased payment doesn't put off the erasure of
 * what was written to that payment before.
 */
const isYoung = (time: string) => `${time} > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 years')`;
const kept = "SELECT RAISE(ABORT, 'the evidence of a bank transfer is kept for a year')";

export const transferTermMigration = {
  version: 20,
  name: 'transfer-term',
  sql: `
CREATE TRIGGER bank_transfer_kept BEFORE UPDATE ON bank_transfer
WHEN ${isYoung('OLD.recorded_at')}
BEGIN ${kept}; END;
CREATE TRIGGER bank_transfer_act_kept BEFORE UPDATE ON bank_transfer_act
WHEN ${isYoung('OLD.at')}
BEGIN ${kept}; END;
CREATE TRIGGER bank_transfer_take_back_kept BEFORE UPDATE ON bank_transfer_take_back
WHEN ${isYoung('OLD.at')}
BEGIN ${kept}; END;
CREATE TRIGGER event_of_transfer_kept BEFORE UPDATE ON event
WHEN OLD.what GLOB 'bank-transfer-*' AND ${isYoung('OLD.at')}
BEGIN ${kept}; END;

DROP TRIGGER late_text_begins;
CREATE TRIGGER late_text_begins AFTER INSERT ON event
WHEN NEW.operation_id IS NOT NULL OR NEW.detail IS NOT NULL
BEGIN
  INSERT INTO late_text (pay_token, at)
  SELECT pay_token, NEW.at FROM payment
    WHERE pay_token = NEW.pay_token AND erased_at IS NOT NULL
  ON CONFLICT DO UPDATE SET at = excluded.at WHERE NEW.what NOT GLOB 'bank-transfer-*';
END;
`,
} as const;
