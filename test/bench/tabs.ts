/** Many open tabs of an event stream, with the least code that notices an event. */
import { connect, type Socket } from 'node:net';

export interface Tabs {
  /** Resolves once every tab has received this text. */
  allHave(text: string): Promise<void>;
  close(): void;
}

function openTab(
  {
    hostname,
    port,
    path,
    cookie,
  }: { hostname: string; port: string; path: string; cookie: string },
  onChunk: (chunk: Buffer) => void,
): Promise<Socket> {
  const head = [
    `GET ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    ...(cookie === '' ? [] : [`cookie: ${cookie}`]),
    'accept: text/event-stream',
    '',
    '',
  ].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.write(head);
    let begun = '';
    const begin = (chunk: Buffer) => {
      begun += chunk.toString();
      if (!begun.startsWith('HTTP/1.1 200')) {
        reject(new Error(`A stream was answered ${begun.slice(0, 200)}`));
        return;
      }
      // The first frame arrives with the stream itself.
      if (!begun.includes('event: hello')) return;
      socket.off('data', begin);
      socket.on('data', onChunk);
      resolve(socket);
    };
    socket.on('data', begin);
  });
}

/** Opens so many streams sequentially. @throws Error where one is refused */
export async function openTabs(
  url: string,
  count: number,
  cookie: (n: number) => string,
): Promise<Tabs> {
  const { hostname, port, pathname } = new URL(url);
  let awaited: { text: string; missing: number; done: () => void } | null = null;
  const onChunk = (chunk: Buffer) => {
    // Compares bytes: decoding each would cost this process more than the desk.
    if (awaited === null || !chunk.includes(awaited.text)) return;
    awaited.missing -= 1;
    if (awaited.missing === 0) awaited.done();
  };
  const sockets: Socket[] = [];
  for (let n = 0; n < count; n += 1) {
    const place = { hostname, port, path: pathname, cookie: cookie(n) };
    sockets.push(await openTab(place, onChunk));
  }
  return {
    allHave: (text) =>
      new Promise((done) => {
        awaited = { text, missing: count, done };
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
