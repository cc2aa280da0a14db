/** The sounds of the desk: short and soft, synthesized in the browser without a file. */
import type { CallKind } from './approval-caller.ts';

/** Frequencies in Hz: two notes for a new payment, three for an expiring one. */
const notes: Readonly<Record<CallKind, readonly number[]>> = {
  fresh: [659.25, 880],
  soon: [880, 880, 659.25],
};
const NOTE_EVERY_S = 0.18;
const NOTE_S = 0.42;
const ATTACK_S = 0.02;
const LOUDEST = 0.14;
/** Not 0, because an exponential ramp can't reach it. */
const SILENCE = 0.0001;
/** In ms. An allowed context starts within this; a blocked one stays suspended until a press. */
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

/** `true` if the autoplay policy allows a sound: the user has interacted with this tab. */
export function mayChime(): boolean {
  if (typeof AudioContext === 'undefined') return false;
  // Without the API the answer is unknown, so it is tried.
  return (navigator as { userActivation?: UserActivation }).userActivation?.hasBeenActive ?? true;
}

/** Starts the sound. @returns `false` if the browser blocks it or there is no audio device */
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
    // An open context would keep the audio device busy.
    tones.at(-1)?.addEventListener('ended', () => void context.close());
    return true;
  } catch {
    // There is no audio device.
    return false;
  }
}
