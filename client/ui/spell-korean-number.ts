const digitWords = ['', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구'] as const;
const placeWords = ['', '십', '백', '천'] as const;
const groupWords = ['', '만', '억', '조'] as const;

function readGroup(group: number): string {
  let words = '';
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (digit === 0) continue;
    // Korean omits 일 before 십, 백 and 천 and says it only in the ones place.
    const digitWord = digit === 1 && place > 0 ? '' : (digitWords[digit] ?? '');
    words += digitWord + (placeWords[place] ?? '');
  }
  return words;
}

/**
 * Spells out an amount for screen readers, which would read digits: `74000` → `'칠만 사천'`.
 * @param value an integer from 0 to below 10^16; anything else gives an empty text
 */
export function spellKoreanNumber(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) return '';
  if (value === 0) return '영';
  const groups: string[] = [];
  let rest = value;
  for (let index = 0; rest > 0; index += 1) {
    const group = rest % 10_000;
    const unit = groupWords[index] ?? '';
    // 10,000 is 만, never 일만; 억 and 조 keep their 일.
    const words = group === 1 && index === 1 && rest === 1 ? '' : readGroup(group);
    if (group > 0) groups.unshift(words + unit);
    rest = Math.floor(rest / 10_000);
  }
  return groups.join(' ');
}
