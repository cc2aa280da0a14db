/**
 * The address that programs use for a server that may move, as HAProxy gives it for Patroni: bytes
 * go to whatever server it points to, unless the line is cut.
 */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface Relay {
  port: number;
  /** Where new connections go; those that there are end. */
  pointTo(port: number): void;
  /**
   * From now on nothing comes through, and no connection ends: what is sent arrives when the line
   * is there again, as TCP repeats it.
   */
  cut(): void;
  mend(): void;
  /** Ends all connections; what was held is gone. */
  close(): void;
}

const HOST = '127.0.0.1';

/** @param first where connections go until `pointTo` */
export async function openRelay(first = 0): Promise<Relay> {
  let target = first;
  let isCut = false;
  let held: (() => void)[] = [];
  const sockets = new Set<Socket>();

  const whenWhole = (act: () => void) => {
    if (isCut) held.push(act);
    else act();
  };
  const endAll = () => {
    held = [];
    for (const socket of sockets) socket.destroy();
  };
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (bytes) => whenWhole(() => to.writable && to.write(bytes)));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      whenWhole(() => to.destroy());
    });
  };
  const server = createServer((client) => {
    client.on('error', () => undefined);
    whenWhole(() => {
      const upstream = connect(target, HOST);
      join(client, upstream);
      join(upstream, client);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    pointTo: (port) => {
      target = port;
      endAll();
    },
    cut: () => {
      isCut = true;
    },
    mend: () => {
      isCut = false;
      for (const act of held.splice(0)) act();
    },
    close: () => {
      server.close();
      endAll();
    },
  };
}
