import { Button, Group as Row } from '@mantine/core';
import { IconColumns3, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { operationStates, type Operation } from '../../../shared/operation.ts';
import { payStatuses } from '../../../shared/payment.ts';
import { formatWon } from '../../../shared/won.ts';
import { ModeBar } from '../../parts/mode-bar.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { OperationChip, PaymentChip } from '../../parts/status-chip.tsx';
import { TaxTable } from '../../parts/tax-table.tsx';
import { ProblemError, UnreachableError } from '../../problem-error.ts';
import { Amount } from '../../ui/amount.tsx';
import { Check } from '../../ui/check.tsx';
import { CodeInput } from '../../ui/code-input.tsx';
import { ConfirmKeys } from '../../ui/confirm-keys.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { CopyLine } from '../../ui/copy-line.tsx';
import { Dialog, DialogBody, DialogHead } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Field } from '../../ui/field.tsx';
import { FilterChip, SetFilterChip } from '../../ui/filter-chip.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Moment } from '../../ui/moment.tsx';
import { NoteInput } from '../../ui/note-input.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import { PageTabs } from '../../ui/page-tabs.tsx';
import { PasswordInput } from '../../ui/password-input.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Segments } from '../../ui/segments.tsx';
import { SelectInput } from '../../ui/select-input.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { deskNowMs } from '../../ui/ticker.ts';
import { StepLink } from '../../ui/step-link.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { TextInput } from '../../ui/text-input.tsx';
import { ToolMenu } from '../../ui/tool-menu.tsx';
import { TooMany } from '../../ui/too-many.tsx';
import { WonInput } from '../../ui/won-input.tsx';
import type { Group } from './gallery.tsx';

const nothing = () => undefined;
const LONG = '아주 긴 말이 들어가도 자리를 넘지 않고 다음 줄로 이어져야 해요. '.repeat(3).trim();
const ago = (ms: number) => new Date(deskNowMs() - ms).toISOString();

/** Keeps what a control is set to. */
function Held<T>({
  first,
  children,
}: {
  first: T;
  children: (value: T, set: (v: T) => void) => ReactNode;
}) {
  const [value, setValue] = useState(first);
  return children(value, setValue);
}

function OpensDialog() {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button onClick={() => setOpened(true)}>열기</Button>
      {opened ? (
        <Dialog onClose={() => setOpened(false)}>
          <DialogHead title="제목" onClose={() => setOpened(false)} />
          <DialogBody>{LONG}</DialogBody>
        </Dialog>
      ) : null}
    </>
  );
}

const balance = (paid: number, refunded: number) => ({
  paid,
  refunded,
  remaining: paid - refunded,
});
const parts = {
  taxable: balance(98_182, 32_727),
  vat: balance(9_818, 3_273),
  taxFree: balance(78_000, 0),
  serviceFee: balance(0, 0),
};

const operationIn = (state: Operation['state']) => ({
  kind: 'refund' as const,
  state,
  createdAt: ago(60_000),
  sentAt: ago(50_000),
  sendAfter: null,
  refusal: null,
  disputed: false,
});

const buttons: Group = {
  title: 'Buttons',
  components: [
    {
      name: 'Button',
      states: {
        sizes: (
          <Row>
            <Button size="xs">작게</Button>
            <Button>보통</Button>
            <Button size="lg">크게</Button>
          </Row>
        ),
        filled: <Button variant="filled">환불하기</Button>,
        danger: (
          <Button variant="filled" color="red">
            중지
          </Button>
        ),
        subtle: (
          <Button variant="subtle" color="gray">
            닫기
          </Button>
        ),
        loading: (
          <Button variant="filled" loading>
            보내는 중
          </Button>
        ),
        disabled: <Button disabled>쓸 수 없음</Button>,
      },
    },
    {
      name: 'IconButton',
      states: {
        usual: (
          <IconButton label="닫기">
            <IconX size={16} aria-hidden="true" />
          </IconButton>
        ),
        touch: (
          <IconButton label="닫기, 손가락 크기" touch>
            <IconX size={20} aria-hidden="true" />
          </IconButton>
        ),
      },
    },
    {
      name: 'StepLink',
      states: {
        before: <StepLink to="/settlement/2026-10" label="이전 달" before />,
        after: <StepLink to="/settlement/2026-12" label="다음 달" />,
        disabled: <StepLink to={null} label="다음 달" />,
      },
    },
    {
      name: 'CopyButton, CopyLine',
      states: {
        button: <CopyButton text="20261124-0118" />,
        line: <CopyLine text="https://desk.example.com/welcome" label="초대 링크" />,
      },
    },
    {
      name: 'ToolMenu',
      states: {
        action: (
          <ToolMenu label="열 설정" Icon={IconColumns3} word="열 설정">
            {() => <p>열</p>}
          </ToolMenu>
        ),
        choice: (
          <ToolMenu label="보기" Icon={IconColumns3} word="오늘 환불" isChoice>
            {() => <p>보기</p>}
          </ToolMenu>
        ),
      },
    },
    { name: 'Dialog', states: { closed: <OpensDialog /> } },
  ],
};

const controls: Group = {
  title: 'Controls',
  components: [
    {
      name: 'Field, TextInput',
      states: {
        empty: <Field label="이름">{(control) => <TextInput {...control} />}</Field>,
        filled: (
          <Field label="주문번호" mark="선택" help="영수증에 적힌 번호예요." count="13/40">
            {(control) => <TextInput {...control} defaultValue="20261124-0118" />}
          </Field>
        ),
        wrong: (
          <Field label="이메일" error="이메일 주소를 적어 주세요.">
            {(control) => <TextInput {...control} defaultValue="kim" />}
          </Field>
        ),
        disabled: <TextInput aria-label="쓸 수 없음" disabled defaultValue="쓸 수 없음" />,
        'read only': <TextInput aria-label="읽기만" readOnly defaultValue="읽기만" />,
        large: <TextInput aria-label="큰 칸" large defaultValue="큰 칸" />,
      },
    },
    {
      name: 'SelectInput',
      states: {
        usual: (
          <SelectInput aria-label="역할" defaultValue="operator">
            <option value="viewer">조회</option>
            <option value="operator">점원</option>
          </SelectInput>
        ),
        disabled: (
          <SelectInput aria-label="역할, 쓸 수 없음" disabled>
            <option>조회</option>
          </SelectInput>
        ),
      },
    },
    {
      name: 'NoteInput',
      states: {
        empty: <NoteInput aria-label="메모" />,
        long: <NoteInput aria-label="긴 메모" defaultValue={LONG} />,
      },
    },
    {
      name: 'PasswordInput, CodeInput',
      states: {
        password: <PasswordInput aria-label="비밀번호" defaultValue="demo-shop-123456" />,
        code: (
          <Held first="123">
            {(value, set) => <CodeInput aria-label="인증 코드" value={value} onChange={set} />}
          </Held>
        ),
      },
    },
    {
      name: 'WonInput',
      states: Object.fromEntries(
        [null, 12_000, 1_234_567_890].map((won) => [
          won === null ? 'empty' : formatWon(won),
          <Held key={String(won)} first={won}>
            {(value, set) => <WonInput aria-label="금액" value={value} onChange={set} />}
          </Held>,
        ]),
      ),
    },
    {
      name: 'Stepper',
      states: Object.fromEntries(
        [0, 2, 9999].map((first) => [
          String(first),
          <Held key={String(first)} first={first}>
            {(value, set) => (
              <Stepper
                label="환불할 개수"
                less="하나 빼기"
                more="하나 더하기"
                of={`/ ${String(Math.max(3, first))}`}
                value={value}
                max={Math.max(3, first)}
                onChange={set}
              />
            )}
          </Held>,
        ]),
      ),
    },
    {
      name: 'Segments',
      states: {
        two: (
          <Held first="all">
            {(value, set) => (
              <Segments
                label="얼마나"
                value={value}
                options={[
                  { value: 'all', label: '전액' },
                  { value: 'some', label: '일부' },
                ]}
                onChange={set}
              />
            )}
          </Held>
        ),
      },
    },
    {
      name: 'Check',
      states: {
        off: <Check type="checkbox" label="선택 안 함" checked={false} onChange={nothing} />,
        on: <Check type="checkbox" label="선택함" checked onChange={nothing} />,
        help: <Check type="checkbox" label="도움말" help={LONG} checked onChange={nothing} />,
        wrong: (
          <Check
            type="checkbox"
            label="확인"
            error="확인해 주세요."
            checked={false}
            onChange={nothing}
          />
        ),
        radio: <Check type="radio" label="하나만" checked onChange={nothing} />,
      },
    },
    {
      name: 'OptionList',
      states: {
        chosen: (
          <Held first="a">
            {(value, set) => (
              <OptionList
                label="기간"
                options={[
                  { value: 'a', word: '오늘' },
                  { value: 'b', word: '7일' },
                ]}
                value={value}
                onChange={set}
              />
            )}
          </Held>
        ),
      },
    },
    {
      name: 'FilterChip',
      states: {
        unset: (
          <FilterChip
            name="dev-unset"
            label="금액"
            value={null}
            set={false}
            removeLabel="금액 지우기"
            onRemove={nothing}
          >
            {() => <p>금액</p>}
          </FilterChip>
        ),
        set: (
          <FilterChip
            name="dev-set"
            label="상태"
            value="결제 완료"
            set
            removeLabel="상태 지우기"
            onRemove={nothing}
          >
            {() => <p>상태</p>}
          </FilterChip>
        ),
        'set, without a field': (
          <SetFilterChip label="담당" value="김민지" removeLabel="담당 지우기" onRemove={nothing} />
        ),
      },
    },
  ],
};

const words: Group = {
  title: 'Words and figures',
  components: [
    {
      name: 'Notice',
      states: {
        plain: <Notice title="알려 드려요">{LONG}</Notice>,
        warn: (
          <Notice tone="warn" title="확인해 주세요" action={<Button size="xs">다시 보기</Button>}>
            금액이 평소보다 커요.
          </Notice>
        ),
        bad: (
          <Notice tone="bad" title="보내지 못했어요">
            나간 돈은 없어요.
          </Notice>
        ),
      },
    },
    {
      name: 'ProblemNotice',
      states: {
        unreachable: <ProblemNotice error={new UnreachableError(nothing)} money={false} />,
        refused: (
          <ProblemNotice
            error={
              new ProblemError({
                type: 'about:blank',
                title: 'Payment busy',
                status: 409,
                code: 'payment-busy',
                effect: 'not-applied',
                detail: '',
                instance: '',
              })
            }
          />
        ),
      },
    },
    {
      name: 'EmptyState',
      states: {
        plain: <EmptyState title="아직 결제가 없어요" body="결제가 들어오면 여기에 보여요." />,
        action: (
          <EmptyState title="맞는 결제가 없어요">
            <Button>필터 지우기</Button>
          </EmptyState>
        ),
      },
    },
    {
      name: 'TooMany',
      states: { soon: <TooMany seconds={null} />, minutes: <TooMany seconds={150} /> },
    },
    {
      name: 'Facts',
      states: {
        usual: (
          <Facts>
            <Fact term="주문번호">20261124-0118</Fact>
            <Fact term="메모" quiet>
              없음
            </Fact>
            <Fact term="상품">{LONG}</Fact>
          </Facts>
        ),
      },
    },
    {
      name: 'Amount, Moment',
      states: {
        amount: <Amount won={1_234_567} />,
        struck: <Amount won={1_234_567} struck />,
        full: <Moment at={ago(3 * 60_000)} />,
        row: <Moment at={ago(26 * 3_600_000)} as="row" />,
        ago: <Moment at={ago(3 * 60_000)} as="ago" />,
      },
    },
    { name: 'Kbd', states: { key: <Kbd>/</Kbd>, confirm: <ConfirmKeys /> } },
    { name: 'Skeleton', states: { line: <Skeleton />, chip: <Skeleton chip /> } },
    {
      name: 'PageTabs',
      states: {
        two: (
          <PageTabs
            label="기록"
            tabs={[
              { to: '/audit', word: '감사 기록', current: true },
              { to: '/audit/access', word: '접속 기록', current: false },
            ]}
          />
        ),
      },
    },
    {
      name: 'QrCode',
      states: { small: <QrCode text="https://pay.example/1024" label="결제 주소" size={120} /> },
    },
  ],
};

const money: Group = {
  title: 'Payments and operations',
  components: [
    {
      name: 'ModeBar',
      states: {
        test: <ModeBar mode="test" shopName="모퉁이 상점" />,
        live: <ModeBar mode="live" shopName="모퉁이 상점" />,
      },
    },
    {
      name: 'PaymentChip',
      states: Object.fromEntries(
        [...payStatuses, 'SOMETHING_NEW'].map((status) => [
          status,
          <PaymentChip
            key={status}
            payment={{
              status,
              amount: 10_000,
              refunded: 4_000,
              remaining: 6_000,
              expiresAt: null,
              drift: null,
              openOperation: null,
            }}
            amounts
          />,
        ]),
      ),
    },
    {
      name: 'OperationChip',
      states: Object.fromEntries(
        operationStates.map((state) => [
          state,
          <OperationChip key={state} operation={operationIn(state)} />,
        ]),
      ),
    },
    {
      name: 'TaxTable',
      states: {
        known: <TaxTable parts={parts} total={balance(186_000, 36_000)} paid estimated={false} />,
        estimated: <TaxTable parts={parts} total={balance(186_000, 36_000)} paid estimated />,
      },
    },
  ],
};

export const groups: readonly Group[] = [buttons, controls, words, money];
