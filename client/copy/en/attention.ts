import type { Copy } from '../copy.ts';
import type { attentionKo } from '../ko/attention.ts';

export const attentionEn: Copy<typeof attentionKo> = {
  title: 'Notifications',
  text: 'You are called when a payment comes to await approval, and once more 3 minutes before it expires. Nothing calls while the screen is locked.',
  on: 'On',
  off: 'Off',
  saveFailed: "Couldn't save it at the desk. This browser calls you as you chose.",
  notice: {
    label: 'Browser notifications',
    help: "Only the shop's name, how many and how much. They may show on a locked device, so neither order number nor buyer is in them.",
    proof: 'This is how you will be told.',
    allowed: 'This browser allows notifications.',
    ask: {
      title: 'This browser has not been asked yet',
      body: 'Allow notifications to be told here as well.',
      action: 'Allow in this browser',
    },
    dismissed: {
      title: "The browser hasn't allowed it yet",
      body: 'Press “Allow” when the browser asks. Where no question shows, the bell in the address bar or the site settings allow it.',
      action: 'Ask again',
    },
    denied: {
      title: "This browser blocks the desk's notifications",
      body: 'Open the site settings to the left of the address, set “Notifications” to “Allow”, and turn them on again. It can’t be changed from here.',
    },
    unsupported: {
      title: "This browser can't show notifications",
      body: 'They work in Chrome, Edge, Firefox and Safari on a computer, at an https address. The number in the tab’s title changes here too.',
    },
  },
  sound: {
    label: 'Sound',
    help: 'Two short notes; three when 3 minutes are left.',
    try: 'Hear it',
    played: "It was played. If you didn't hear it, see whether the device or this tab is muted.",
    failed:
      'The browser blocked the sound. Allow “Sound” in the site settings to the left of the address.',
    blocked:
      'The browser blocked the sound for a payment that awaits approval. Press anywhere once, and the next one is heard.',
  },
  call: {
    fresh: '{{count}} awaiting approval · {{amount}}',
    soon: 'About to expire · {{count}} awaiting approval · {{amount}}',
  },
};
