import type { Proof, ProofState } from '../../../shared/trust.ts';

/** A proof's title and what it shows. */
interface ProofWords {
  title: string;
  shows: string;
}

const proofs = {
  simulation: {
    title: '시뮬레이션',
    shows:
      '숫자 하나(시드)로 직원, 토스, 네트워크, 시계, 디스크, 프로세스의 멈춤을 마구 섞어 실제 코드를 돌려요. 돈이 맞는지는 우리 기록이 아니라 토스 쪽 장부로 따져요.',
  },
  mutants: {
    title: '일부러 심은 결함',
    shows:
      '돈을 잘못 다루는 결함을 하나씩 심고, 검사가 그것을 잡아내는지 봐요. 하나라도 살아남으면 그 검사는 믿을 수 없어요.',
  },
  model: {
    title: '모든 순서',
    shows:
      '처리 하나에 일어날 수 있는 일의 순서를 빠짐없이 따라가요. 끊긴 답, 늦은 답, 두 번 온 답, 두 직원이 함께 누른 경우까지요.',
  },
  kills: {
    title: '강제 종료',
    shows:
      '돈이 움직이는 도중에 진짜 프로세스를 kill -9로 끝내고 다시 켜요. 잃거나 두 번 보낸 것이 없는지, 얼마 만에 다시 일하는지 봐요.',
  },
  'power-cut': {
    title: '정전',
    shows:
      '디스크에 안전하게 닿지 않은 것을 모두 버린 채 다시 켜요. 접수했다고 답한 처리가 그대로 남아 있는지 봐요.',
  },
  disk: {
    title: '디스크 오류',
    shows: '디스크가 꽉 차거나 쓰기에 실패해도 돈을 잘못 다루지 않는지 봐요.',
  },
  answers: {
    title: '토스의 답',
    shows:
      '토스가 할 수 있는 답을 하나씩 넣어 봐요. 오류 코드, 잘린 답, 늦은 답, 엉뚱한 답을 완료나 실패로 잘못 읽지 않는지 봐요.',
  },
  'tax-series': {
    title: '세금 나누기',
    shows: '여러 번 나눠 환불해도 세금별 합이 늘 맞고, 마지막에 정확히 0원이 남는지 봐요.',
  },
  branches: {
    title: '코드의 갈래',
    shows: '돈을 다루는 코드의 모든 갈래를 검사가 지나갔는지 봐요.',
  },
} as const satisfies Record<Proof, ProofWords>;

/** 신뢰: what was proved about this build's handling of money, and what was not. */
export const trustKo = {
  title: '신뢰',
  lead: '돈을 다루는 부분을 무엇으로 확인했고 무엇은 확인하지 못했는지, 마지막으로 실행한 결과를 그대로 보여 줘요.',
  loading: '결과를 불러오고 있어요',
  failed: '결과를 불러오지 못했어요',
  empty: {
    title: '남아 있는 결과가 없어요',
    text: '이 빌드에서는 아무것도 실행하지 않았어요. 믿을 근거가 아직 없다는 뜻이에요.',
  },
  version: '버전',
  engine: '엔진 지문',
  engineWhy: '돈을 다루는 코드의 지문이에요. 결과의 지문이 이것과 다르면 이전 빌드의 결과예요.',
  summary: {
    label: '한눈에',
    current: '이 빌드에서 실행',
    older: '이전 빌드에서 실행',
    notRun: '실행하지 않음',
    violations: '어긴 약속',
    survivors: '못 잡은 결함',
  },
  alarm: {
    title: '그냥 넘길 수 없는 결과가 있어요',
    text: '{{names}} 결과를 확인하기 전에는 이 빌드로 돈을 다루지 마세요. 관리자나 만든 곳에 알려 주세요.',
  },
  states: {
    current: '이 빌드에서 실행',
    older: '이전 빌드에서 실행',
    'not-run': '실행하지 않음',
  } as const satisfies Record<ProofState, string>,
  proofs,
  notRun: '남아 있는 결과가 없어요. 실행하기 전에는 아무것도 보여 주지 못해요.',
  older:
    '지금 빌드와 다른 코드에서 얻은 결과예요. 다시 실행해야 지금 코드에도 맞는지 알 수 있어요.',
  kept: '어긴 약속 없음',
  broken: '어긴 약속 {{count}}건',
  survived: '못 잡은 결함 {{count}}개',
  at: '실행 시각',
  seed: '시드',
  machine: '컴퓨터',
  command: '다시 실행하기',
  commandFirst: '실행하기',
  commandOf: '{{proof}} 명령',
  figuresOf: '{{proof}} 숫자',
  unit: { ms: '{{n}}ms', seconds: '{{n}}초', percent: '{{n}}%', won: '{{n}}원' },
  rows: {
    open: '처리 상태표 {{total}}줄 가운데 {{taken}}줄을 지나감',
    caption: '처리 상태표의 각 줄을 지나간 횟수',
    from: '앞 상태',
    cause: '까닭',
    to: '뒤 상태',
    hits: '횟수',
    never: '지나가지 않음',
  },
  kills: {
    open: '강제로 끝낸 순간 {{total}}가지',
    caption: '프로세스를 끝낸 순간과 횟수',
    point: '순간',
    hits: '횟수',
    never: '끝낸 적 없음',
  },
  mutants: {
    open: '심은 결함 {{total}}개 가운데 {{killed}}개를 잡음',
    caption: '심은 결함과 그것을 잡은 검사',
    what: '무엇을 잘못하나',
    killedBy: '잡은 검사',
    after: '{{n}}번 만에',
    survived: '잡지 못함',
  },
  limits: {
    title: '확인하지 못하는 것',
    lead: '아래는 어떤 검사도 보여 주지 못해요.',
    items: {
      toss: '토스의 실제 네트워크와 서버. 여기의 모든 결과는 함께 든 샌드박스 토스로 얻었어요.',
      nodes: '창구 두 대를 함께 쓰는 것. 데이터 하나에는 창구 한 대만 켤 수 있어요.',
      disk: '디스크에 다 썼다고(fsync) 거짓말하는 운영체제나 디스크.',
      people: '근거를 거짓으로 적는 직원. 누가 적었는지만 남아요.',
      delay:
        '같은 환불번호를 거절하지 않는 토스에서, 정해진 확인 시간보다 더 늦게 닿는 요청. 다시 보내기를 눌렀다면 두 번 환불될 수 있어요.',
    },
  },
  figures: {
    schedules: '일정',
    violations: '어긴 약속',
    perSecondPerCore: '코어 하나가 1초에 돌린 일정',
    processes: '함께 돌린 프로세스',
    refunds: '환불',
    faults: '일으킨 고장',
    kills: '강제 종료',
    restores: '백업 되돌리기',
    mutants: '심은 결함',
    killed: '잡은 결함',
    states: '상태',
    models: '모형',
    edges: '따라간 걸음',
    rows: '상태표의 줄',
    rowsReached: '지나간 줄',
    mutantsNoticed: '잡은 결함',
    cycles: '끝내고 다시 켜기',
    cuts: '정전',
    acts: '직원이 누른 것',
    sends: '토스에 보낸 것',
    sentAgain: '다시 보낸 것',
    lost: '잃은 처리',
    lostWithFull: '잃은 처리',
    doubled: '두 번 된 처리',
    untrue: '사실과 다른 기록',
    integrityErrors: '깨진 데이터베이스',
    cutsWithNormal: '안전 쓰기를 끈 정전',
    lostWithNormal: '안전 쓰기를 껐을 때 잃은 처리',
    servingP50Ms: '다시 일하기까지 (가운데 값)',
    servingP99Ms: '다시 일하기까지 (100번 중 99번)',
    servingMaxMs: '다시 일하기까지 (가장 늦음)',
    troubles: '디스크 고장',
    notRun: '이 컴퓨터에서 못 해 본 것',
    longestRecoveryMs: '회복까지 (가장 늦음)',
    answers: '읽어 본 답',
    random: '지어낸 답',
    systematic: '하나씩 만든 답',
    readings: '읽은 횟수',
    series: '환불 묶음',
    exhaustedUpToWon: '빠짐없이 해 본 금액',
    splits: '나누는 방법',
    allocations: '나눈 횟수',
    branches: '갈래',
    covered: '지나간 갈래',
    files: '살펴본 파일',
    seconds: '걸린 시간',
  },
} as const;
