/** The desk's event stream as a browser reads it, frame by frame. */
import { get, type IncomingMessage } from 'node:http';

/** One event; `id` is NaN for one that the desk does not keep. */
export interface Frame {
  id: number;
  event: string;
  data: { payToken?: string; operationId?: string | null; seq?: number };
}

/** An open stream, read as events arrive. */
export interface EventStream {
  frames: Frame[];
  response: IncomingMessage;
  ended: Promise<void>;
  until(done: (frames: Frame[]) => boolean): Promise<Frame[]>;
  stop(): void;
}

function readFrame(text: string): Frame | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];
  const event = field('event');
  if (event === undefined) return null;
  return { id: Number(field('id')), event, data: JSON.parse(field('data') ?? '{}') as object };
}

/** Opens a stream with a session's cookie, and resumes after an event where one is given. */
export function openStream(
  desk: { url: string },
  cookie: string,
  resume: { header?: number; after?: number } = {},
): Promise<EventStream> {
  const query = resume.after === undefined ? '' : `?after=${String(resume.after)}`;
  const headers: Record<string, string> = { cookie, 'accept-encoding': 'gzip, br' };
  if (resume.header !== undefined) headers['last-event-id'] = String(resume.header);
  return new Promise((resolve, reject) => {
    const request = get(`${desk.url}/api/events${query}`, { headers, agent: false }, (response) => {
      const frames: Frame[] = [];
      let rest = '';
      let wake = () => {};
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const texts = (rest + chunk).split('\n\n');
        rest = texts.pop() ?? '';
        for (const text of texts) {
          const frame = readFrame(text);
          if (frame) frames.push(frame);
        }
        wake();
      });
      resolve({
        frames,
        response,
        ended: new Promise((end) => response.once('close', end)),
        until: async (done) => {
          while (!done(frames)) {
            await new Promise<void>((next) => {
              wake = next;
            });
          }
          return frames;
        },
        stop: () => request.destroy(),
      });
      response.on('error', () => wake());
    });
    request.on('error', reject);
  });
}
