/** Signing in and out. */
export const sessionKo = {
  title: '로그인',
  lead: '창구에 로그인',
  email: '이메일',
  password: '비밀번호',
  showTyped: '입력한 글자 보기',
  hideTyped: '입력한 글자 가리기',
  submit: '로그인',
  submitting: '로그인하고 있어요',
  wrong: '이메일이나 비밀번호가 맞지 않아요.',
  emailMissing: '이메일을 적어 주세요.',
  passwordMissing: '비밀번호를 적어 주세요.',
  tooMany: '여러 번 틀려서 잠시 막아 두었어요. 조금 뒤에 다시 해 주세요.',
  ended: '로그인이 끝났어요. 다시 로그인하면 보던 곳으로 돌아가요.',
  demo: {
    label: '둘러보기 (샌드박스에서만)',
    operator: '점원으로 둘러보기',
    manager: '관리자로 둘러보기',
    viewer: '조회만으로 둘러보기',
  },
} as const;
