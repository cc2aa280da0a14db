/**
 * The data that the server sends within a page: the rendered frame, and the answers that the first
 * screen needs. The server loads the module that makes them, `client/first-page.tsx`, from the
 * client's build.
 */
import type { EndpointKey } from './api.ts';

/** An API call that the first screen of an address makes. */
export interface FirstRead {
  key: EndpointKey;
  query?: Readonly<Record<string, unknown>>;
}

/** The answers that were available, as the API gives them. */
export type FirstAnswers = Partial<Record<EndpointKey, unknown>>;

/** The page's frame as rendered before its scripts are loaded. */
export interface FirstFrame {
  /** Content of `#root`. */
  html: string;
  /** Attributes of `<html>`: the person's language, theme and row height. */
  attributes: Readonly<Record<string, string>>;
}

export interface FirstPageModule {
  /**
   * @param address `/payments?status=…`
   * @param nowMs the desk's time, from which date ranges are computed
   */
  firstReads: (address: string, nowMs: number) => FirstRead[];
  /** `null` if an answer that the frame needs is missing. */
  renderFrame: (address: string, answers: FirstAnswers) => Promise<FirstFrame | null>;
}

/**
 * Id of the `<script type="application/json">` with the answers; see `FirstAnswers`. Its
 * `data-after` is the number of the newest event before they were read, from which the event stream
 * continues.
 */
export const FIRST_ANSWERS_ID = 'first-answers';
