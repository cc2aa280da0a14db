/**
 * The message to the chat: how many things of each topic wait, and a link. It has nothing of a
 * payment, so that everybody in the channel may read it.
 */
import {
  DIGEST_COUNT_MAX,
  digestTopics,
  type ChatForm,
  type DigestTopic,
  type NoticeLang,
} from '../../shared/notices.ts';
import type { Thing } from '../storage/waiting-things.ts';
import { noticeWords, type NoticeWords } from './notice-words.ts';

export interface Counted {
  topic: DigestTopic;
  count: number;
  /** Of these, not told before. */
  fresh: number;
}

export const keyOf = ({ topic, thing }: Thing) => `${topic} ${thing}`;

/** The topics of which something waits. */
export function countThings(things: readonly Thing[], told: ReadonlySet<string>): Counted[] {
  return digestTopics
    .map((topic) => {
      const all = things.filter((one) => one.topic === topic);
      const fresh = all.filter((one) => !told.has(keyOf(one))).length;
      return { topic, count: all.length, fresh };
    })
    .filter(({ count }) => count > 0);
}

interface Line {
  title: string;
  description: string;
}

/** The blue of the desk's mark. */
const COLOR = '#3182F6';

const headers = { 'content-type': 'application/json', 'user-agent': 'Changgu' };

/** A message in the form of the chat: Slack's, which Mattermost takes too, or 잔디's. */
function parcelOf(form: ChatForm, words: NoticeWords, head: string, lines: Line[], link: string) {
  if (form === 'slack') {
    const text = [head, ...lines.map((one) => `• ${one.title}: ${one.description}`), link];
    return { headers, body: JSON.stringify({ text: text.join('\n') }) };
  }
  return {
    headers: { ...headers, accept: 'application/vnd.tosslab.jandi-v2+json' },
    body: JSON.stringify({
      body: `${head} [${words.open}](${link})`,
      connectColor: COLOR,
      connectInfo: lines,
    }),
  };
}

interface To {
  form: ChatForm;
  lang: NoticeLang;
  link: string;
}

const shown = (count: number) =>
  count < DIGEST_COUNT_MAX ? String(count) : `${String(DIGEST_COUNT_MAX)}+`;

export function digestParcel({ form, lang, link }: To, counted: readonly Counted[]) {
  const words = noticeWords[lang];
  const lines = counted.map(({ topic, count, fresh }) => ({
    title: words.topics[topic],
    description: words.count(shown(count), shown(fresh)),
  }));
  return parcelOf(form, words, words.digest, lines, link);
}

export function testParcel({ form, lang, link }: To) {
  const words = noticeWords[lang];
  return parcelOf(form, words, words.test, [], link);
}
