/** What is kept and shown of a chat's answer. */
import { SAID_MAX } from '../../shared/notices.ts';

/** A shorter part of an address is a word, and no secret. */
const SECRET_MIN = 6;

/** @param url its path and query are a secret, which an answer may repeat */
export function safeAnswer(answer: string | null, url: string): string | null {
  if (answer === null) return null;
  const { pathname, search } = new URL(url);
  const parts = `${pathname}${search}`.split(/[/?&=]/).filter((part) => part.length >= SECRET_MIN);
  let text = answer;
  for (const part of [`${pathname}${search}`, ...parts].filter((one) => one.length > 1)) {
    text = text.replaceAll(part, '…');
  }
  return text.trim().slice(0, SAID_MAX);
}
