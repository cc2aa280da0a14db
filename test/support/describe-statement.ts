/** Asks PostgreSQL about a statement without running it. */
import type pg from 'pg';

export interface Described {
  /** OIDs of the types that the parameters were taken for. */
  parameters: number[];
  /** Names of the columns of its rows. */
  columns: string[];
}

/**
 * @param text in PostgreSQL's form
 * @throws Error when PostgreSQL does not take it
 */
export async function describeStatement(client: pg.Client, text: string): Promise<Described> {
  const described: Described = { parameters: [], columns: [] };
  const takeParameters = ({ dataTypeIDs }: { dataTypeIDs: number[] }) => {
    described.parameters = dataTypeIDs;
  };
  client.connection.once('parameterDescription', takeParameters);
  try {
    await new Promise<void>((resolve, reject) => {
      // What `client.query` takes of `pg`'s own queries.
      client.query({
        submit: (connection: pg.Connection) => {
          connection.parse({ name: '', text, types: [] }, true);
          connection.describe({ type: 'S', name: '' }, true);
          connection.sync();
        },
        handleRowDescription: ({ fields }: { fields: { name: string }[] }) => {
          described.columns = fields.map(({ name }) => name);
        },
        handleError: reject,
        handleReadyForQuery: () => resolve(),
      });
    });
  } finally {
    client.connection.off('parameterDescription', takeParameters);
  }
  return described;
}
