/** The sounds of the desk, made by the browser itself: no file, short, and never startling. */
import type { CallKind } from './approval-caller.ts';

/** Hertz: two rising notes for what is new, three for what is about to expire. */
const notes: Readonly<Record<CallKind, readonly number[]>> = {
  fresh: [659.25, 880],
  soon: [880, 880, 659.25],
};
const NOTE_EVERY_S = 0.18;
const NOTE_S = 0.42;
const ATTACK_S = 0.02;
const LOUDEST = 0.14;
/** An exponential fall can't reach zero. */
const SILENCE = 0.0001;
/** A browser that lets a tab make sounds starts within this; else it waits for a person's press. */
const START_MS = 400;

async function isRunning(context: AudioContext): Promise<boolean> {
  const late = new Promise((resolve) => {
    setTimeout(resolve, START_MS);
  });
  await Promise.race([context.resume(), late]);
  return context.state === 'running';
}

function playNote(context: AudioContext, hertz: number, at: number): OscillatorNode {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(SILENCE, at);
  volume.gain.exponentialRampToValueAtTime(LOUDEST, at + ATTACK_S);
  volume.gain.exponentialRampToValueAtTime(SILENCE, at + NOTE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
  return tone;
}

/** Whether a browser would let this tab make a sound now: somebody has pressed something in it. */
export function mayChime(): boolean {
  if (typeof AudioContext === 'undefined') return false;
  // A browser that can't tell is simply tried.
  return (navigator as { userActivation?: UserActivation }).userActivation?.hasBeenActive ?? true;
}

/** Begins to play. @returns `false` where the browser doesn't allow it, or can't */
export async function playChime(kind: CallKind): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false;
  const context = new AudioContext();
  try {
    if (!(await isRunning(context))) {
      void context.close();
      return false;
    }
    const begin = context.currentTime + ATTACK_S;
    const tones = notes[kind].map((hertz, index) =>
      playNote(context, hertz, begin + index * NOTE_EVERY_S),
    );
    // A context that stays open keeps the device's sound awake.
    tones.at(-1)?.addEventListener('ended', () => void context.close());
    return true;
  } catch {
    // No device to play on.
    return false;
  }
}
