/**
 * The baseline of reads: one prepared statement, JSON.stringify, and nothing else. Answers every
 * request with the rows of the statement given at its start.
 */
import { listen, openFloor } from './listen.ts';

const [port, file = '', sql = ''] = process.argv.slice(2);
const statement = openFloor(file).prepare(sql);

listen(port, (_request, response) => {
  const text = JSON.stringify({ items: statement.all() });
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
});
