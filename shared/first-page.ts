/**
 * What the server sends with a page of the desk beside the page's files: its frame, and the
 * answers that its first screen asks for. The client's build has a module for it
 * (`client/first-page.tsx`), which the server loads beside the pages.
 */
import type { EndpointKey } from './api.ts';

/** One call of the API that the first screen of an address makes. */
export interface FirstRead {
  key: EndpointKey;
  query?: Readonly<Record<string, unknown>>;
}

/** The answers that could be had, as the API gives them. */
export type FirstAnswers = Partial<Record<EndpointKey, unknown>>;

/** The frame of a page, as it is drawn before its scripts have come. */
export interface FirstFrame {
  /** For `#root`. */
  html: string;
  /** Attributes of `<html>`: the person's language, theme and row height. */
  attributes: Readonly<Record<string, string>>;
}

export interface FirstPageModule {
  /**
   * @param address `/payments?status=…`
   * @param nowMs the desk's time, from which periods are counted
   */
  firstReads: (address: string, nowMs: number) => FirstRead[];
  /** `null` where an answer is missing without which there is no frame. */
  renderFrame: (address: string, answers: FirstAnswers) => Promise<FirstFrame | null>;
}

/**
 * `<script type="application/json">` with the answers; see `FirstAnswers`. Its `data-after` is the
 * number of the newest event before they were read: the event stream goes on from there.
 */
export const FIRST_ANSWERS_ID = 'first-answers';
