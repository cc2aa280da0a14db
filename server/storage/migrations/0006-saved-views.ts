/** Saved filters of the list, and each person's default view. */
const views = `
CREATE TABLE saved_view (
  id TEXT PRIMARY KEY NOT NULL,
  owner_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  created_at TEXT NOT NULL,
  UNIQUE (owner_id, name)
) STRICT;
CREATE INDEX saved_view_shared ON saved_view (name) WHERE shared = 1;

CREATE TABLE default_view (
  staff_id TEXT PRIMARY KEY NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  view_id TEXT NOT NULL REFERENCES saved_view (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX default_view_by_view ON default_view (view_id);
`;

export const savedViewsMigration = { version: 6, name: 'saved-views', sql: views };
