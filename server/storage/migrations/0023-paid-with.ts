/** Two line ends make a piece of the last one or two characters as well, as in `payment_text`. */
const wordsOf = (row: string) => `${row}.metadata || char(10, 10)`;

/**
 * Metadata in pieces of three characters, for the search. An index apart from `payment_text`:
 * viewers are not shown metadata, so their search must not find it. Metadata may come later than
 * its payment and is erased before it, so triggers follow its changes; FTS5 needs the old text to
 * delete its entry, and `payment_metadata` has the number of that entry.
 *
 * Filling it takes minutes at a million payments, so the desk does that while it serves:
 * `payment_metadata_rest` has the row id below which nothing is indexed yet, or no row.
 */
const metadataIndex = `
CREATE TABLE payment_metadata (
  id INTEGER PRIMARY KEY,
  pay_token TEXT NOT NULL UNIQUE REFERENCES payment (pay_token)
) STRICT;
CREATE VIRTUAL TABLE payment_text_metadata USING fts5(
  words, tokenize = 'trigram', detail = none, content = ''
);
CREATE VIRTUAL TABLE payment_text_metadata_piece USING fts5vocab(payment_text_metadata, 'row');
INSERT INTO payment_text_metadata (payment_text_metadata, rank) VALUES ('secure-delete', 1);
CREATE TABLE payment_metadata_rest (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  below INTEGER NOT NULL
) STRICT;
INSERT INTO payment_metadata_rest (id, below)
SELECT 0, max(rowid) + 1 FROM payment WHERE metadata <> '' HAVING count(*) > 0;

CREATE TRIGGER payment_metadata_born AFTER INSERT ON payment WHEN NEW.metadata <> ''
BEGIN
  INSERT INTO payment_metadata (pay_token) VALUES (NEW.pay_token);
  INSERT INTO payment_text_metadata (rowid, words)
  SELECT id, ${wordsOf('NEW')} FROM payment_metadata WHERE pay_token = NEW.pay_token;
END;
CREATE TRIGGER payment_metadata_changed AFTER UPDATE OF metadata ON payment
WHEN NEW.metadata IS NOT OLD.metadata
BEGIN
  INSERT INTO payment_text_metadata (payment_text_metadata, rowid, words)
  SELECT 'delete', id, ${wordsOf('OLD')} FROM payment_metadata WHERE pay_token = OLD.pay_token;
  DELETE FROM payment_metadata WHERE pay_token = OLD.pay_token;
  INSERT INTO payment_metadata (pay_token) SELECT NEW.pay_token WHERE NEW.metadata <> '';
  INSERT INTO payment_text_metadata (rowid, words)
  SELECT id, ${wordsOf('NEW')} FROM payment_metadata WHERE pay_token = NEW.pay_token;
END;
`;

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
${metadataIndex}`,
} as const;
