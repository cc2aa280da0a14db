/** How bytes reach Toss, and how the process and its disk behave around them. */
import { commitsNotSynced } from '../../process/planted-faults.ts';
import type { Mutant } from '../mutant.ts';

const TRANSPORT = 'server/toss/transport.ts';
const ROUTES = `const route = isStatusRead(call)
  ? statusRoute
  : freshRoute(url.origin, socketOptions, timeoutMs, mayGo);`;
const CARRIES = 'return carry(line, route, call, body);';

export const transportMutants: readonly Mutant[] = [
  {
    name: 'kept-connection',
    what: 'Money calls go over connections that are kept, and may be dead.',
    whatKo: '돈이 움직이는 요청을, 끊겼을지도 모르는 예전 연결로 보내요.',
    changes: [
      {
        file: TRANSPORT,
        find: ROUTES,
        put: 'const route = { ...statusRoute, timeoutMs };',
      },
    ],
    gate: 'wire',
  },
  {
    name: 'resent-on-a-dead-connection',
    what: 'A call whose connection broke is sent again on another.',
    whatKo: '연결이 끊긴 요청을 다른 연결로 다시 보내요.',
    changes: [
      {
        file: TRANSPORT,
        after: ROUTES,
        find: CARRIES,
        put: `const answered = await carry(line, route, call, body);
          if (answered.exchange.outcome !== 'lost' || answered.exchange.httpStatus !== null) {
            return answered;
          }
          const other = freshRoute(url.origin, socketOptions, timeoutMs, mayGo);
          return carry(line, other, call, body);`,
      },
    ],
    gate: 'wire',
  },
  {
    name: 'redirect-followed',
    what: 'A redirect is followed, so that the call is made twice.',
    whatKo: '다른 주소로 가라는 답을 따라가서 요청이 두 번 가요.',
    changes: [
      {
        file: TRANSPORT,
        find: "import { Agent, Client } from 'undici';",
        put: "import { Agent, Client, interceptors } from 'undici';",
      },
      {
        file: TRANSPORT,
        find: "if (state !== 'idle') {",
        put: "if (state === 'ended') {",
      },
      {
        file: TRANSPORT,
        find: 'const response = await route.dispatcher.request(request);',
        put: `const follow = interceptors.redirect({ maxRedirections: 3 });
          const response = await route.dispatcher.compose(follow).request(request);`,
      },
    ],
    gate: 'wire',
  },
  {
    name: 'broken-is-unsent',
    what: 'A connection that breaks after the request proves that nothing was sent.',
    whatKo: '요청한 뒤 연결이 끊기면 보내지 않은 것으로 여겨요.',
    changes: [
      {
        file: TRANSPORT,
        find: "mayHaveSent: () => state === 'connected',",
        put: "mayHaveSent: (error) => state === 'connected' && !/closed|RESET/.test(String(error)),",
      },
    ],
    gate: 'wire',
  },
  {
    name: 'no-answer-is-unsent',
    what: 'A call of which no byte came back counts as never sent.',
    whatKo: '답이 한 바이트도 오지 않으면 보내지 않은 것으로 여겨요.',
    changes: [
      {
        file: TRANSPORT,
        after: 'readReply(route, { ...request, signal }, reply, mostKib)',
        find: "const outcome = route.mayHaveSent(error) ? 'lost' : 'never-sent';",
        put: "const outcome = reply.httpStatus !== null ? 'lost' : 'never-sent';",
      },
    ],
    gate: 'wire',
  },
  {
    name: 'cut-answer-is-whole',
    what: 'What arrived of an answer before the connection broke is read as the answer.',
    whatKo: '연결이 끊기기 전까지 온 조각을 온전한 답으로 읽어요.',
    changes: [
      {
        file: TRANSPORT,
        find: 'return ended({ outcome, ...readPartialAnswer(reply, describeFailure(error)) });',
        put: `const { httpStatus: status } = reply;
          if (status !== null) {
            return ended({ outcome: 'answered', ...readAnswer({ ...reply, httpStatus: status }) });
          }
          return ended({ outcome, ...readPartialAnswer(reply, describeFailure(error)) });`,
      },
    ],
    gate: 'wire',
  },
  {
    name: 'endless-answer',
    what: 'An answer that drips on is waited for without end.',
    whatKo: '찔끔찔끔 끝없이 오는 답을 한없이 기다려요.',
    changes: [
      {
        file: TRANSPORT,
        find: 'await Promise.race([work(controller.signal), deadline]);',
        put: 'await Promise.race([work(new AbortController().signal), new Promise(() => deadline.catch(() => undefined))]);',
      },
    ],
    gate: 'wire',
  },
  {
    name: 'any-certificate',
    what: 'The bytes go to a server whose certificate nobody trusts.',
    whatKo: '아무도 믿지 않는 인증서를 쓰는 서버에도 요청을 보내요.',
    changes: [
      {
        file: 'server/toss/open-socket.ts',
        find: "minVersion: 'TLSv1.2',",
        put: "minVersion: 'TLSv1.2', rejectUnauthorized: false,",
      },
    ],
    gate: 'wire',
  },
  {
    name: 'key-in-the-exchange',
    what: 'An answer that repeats the API key is passed on with it.',
    whatKo: '답에 되풀이된 API 키를 지우지 않고 넘겨요.',
    changes: [
      {
        file: 'server/toss/scrub-keys.ts',
        after: 'export function scrubKeys(text) {',
        find: 'return scrubbed === plain ? text : scrubbed;',
        put: 'return scrubbed === plain ? scrubbed : text;',
      },
    ],
    gate: 'wire',
  },
  {
    name: 'serves-without-recovery',
    what: 'The desk serves without looking whether its file is a restored copy.',
    whatKo: '복원한 백업인지 살피지 않고 일을 시작해요.',
    changes: [
      {
        file: 'server/desk.ts',
        after: 'const tossCalls = createTossCalls(metrics);',
        find: 'await recover(files, log, config.eventsOut);',
        put: 'void recover;',
      },
    ],
    gate: 'tests',
    only: ['test/operations/restore.test.ts'],
  },
  {
    name: 'stop-aborts',
    what: 'Stopping the desk does not wait for a money call that is on its way.',
    whatKo: '창구를 끌 때 이미 보낸 돈 요청의 답을 기다리지 않아요.',
    changes: [
      { file: 'server/operations/worker.ts', find: 'await queue.onIdle();', put: '' },
      {
        file: 'server/toss/toss.ts',
        find: 'while (moneyCalls.size > 0) await Promise.allSettled(moneyCalls);',
        put: '',
      },
    ],
    gate: 'desk',
    only: ['stop'],
  },
  {
    name: 'two-desks-one-folder',
    what: 'Two processes serve from one folder and send what is in it.',
    whatKo: '두 프로세스가 한 폴더의 일을 함께 맡아 보내요.',
    changes: [{ file: 'server/storage/lock.ts', find: "handle.exec('BEGIN EXCLUSIVE');", put: '' }],
    gate: 'desk',
    only: ['folder'],
  },
  {
    name: 'commits-not-synced',
    what: 'A commit is written but not synced, so that a power cut takes it back.',
    whatKo: '기록을 디스크에 확실히 쓰지 않아서 정전이 나면 사라져요.',
    changes: commitsNotSynced,
    gate: 'power-cut',
  },
];
