import { createServer, type Server, type Socket } from 'node:net';

/** What a raw server did with one connection. */
export interface RawToss {
  url: string;
  /** Everything received on each connection, in the order of connecting. */
  received: string[];
  ended(): number;
  close(): Promise<void>;
}

/** Runs any `net` or `tls` server on a free port. */
export async function listenRaw(
  server: Server,
  scheme: 'http' | 'https',
): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // Tests break connections on purpose.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `${scheme}://127.0.0.1:${String(address.port)}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** `true` when the text contains a whole request: head and a body of the declared length. */
function isWhole(text: string): boolean {
  const [head = '', body] = text.split('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return body !== undefined && Buffer.byteLength(body) >= length;
}

/**
 * A server without HTTP of its own.
 * @param answer called when a whole request has arrived, with the socket and the request's number
 */
export async function startRawToss(
  answer: (socket: Socket, requestNumber: number) => void,
): Promise<RawToss> {
  const received: string[] = [];
  let requests = 0;
  let ended = 0;
  const server = createServer((socket) => {
    const connection = received.push('') - 1;
    let request = '';
    socket.on('close', () => (ended += 1));
    socket.on('data', (chunk) => {
      received[connection] = (received[connection] ?? '') + chunk.toString();
      request += chunk.toString();
      if (!isWhole(request)) return;
      request = '';
      requests += 1;
      answer(socket, requests);
    });
  });
  const { url, close } = await listenRaw(server, 'http');
  return { url, received, ended: () => ended, close };
}

/** The bytes of an HTTP response with a right length. */
export function httpAnswer(
  body: string | Buffer,
  head: { status?: number; type?: string | null; headers?: string[] } = {},
): Buffer {
  const { status = 200, type = 'application/json', headers = [] } = head;
  const lines = [
    `HTTP/1.1 ${String(status)} Status`,
    ...(type === null ? [] : [`Content-Type: ${type}`]),
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}
