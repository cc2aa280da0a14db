/** The desk itself: its settings, and which desk leads. */
export const deskSchema = `
CREATE TABLE setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  json TEXT NOT NULL CHECK (json_valid(json)),
  version INTEGER NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL
);

CREATE TABLE restore_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL CHECK (kind IN ('copy', 'restored')),
  at TEXT NOT NULL
);

-- The one desk that writes. Each writing transaction begins with a lock of this row.
CREATE TABLE desk_lead (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- By which each desk remembers how far these books were, also where they are restored elsewhere.
  books_id TEXT NOT NULL DEFAULT gen_random_uuid(),
  term INTEGER NOT NULL CHECK (term >= 0),
  url TEXT,
  keys TEXT,
  books TEXT,
  beat_at timestamptz,
  schema_from INTEGER NOT NULL,
  schema_to INTEGER NOT NULL
);
INSERT INTO desk_lead (id, term, schema_from, schema_to) VALUES (1, 0, 0, 0);
`;
