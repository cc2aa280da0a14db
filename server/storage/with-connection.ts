/** Runs `work` on a connection, and closes it whatever happens. */
export function withConnection<Connection extends { close(): unknown }, Result>(
  connection: Connection,
  work: (connection: Connection) => Result,
): Result {
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}
