/** A shop's system that takes every event. GET answers how many came so far. */
import { listen } from './listen.ts';

let taken = 0;
listen(process.argv[2], (request, response) => {
  if (request.method === 'GET') {
    response.end(String(taken));
    return;
  }
  request.resume();
  request.once('end', () => {
    taken += 1;
    response.writeHead(204).end();
  });
});
