import type { Copy } from '../copy.ts';
import type { attentionKo } from '../ko/attention.ts';

export const attentionEn: Copy<typeof attentionKo> = {
  title: 'Notifications',
  text: 'You are notified when a payment awaits capture, and again 3 minutes before it expires. Nothing is sent while the screen is locked.',
  on: 'On',
  off: 'Off',
  saveFailed: 'Couldn’t save to the desk. It applies to this browser only.',
  notice: {
    label: 'Browser notifications',
    help: 'Only the shop’s name, how many and how much. They may show on a locked device, so neither order number nor buyer is in them.',
    proof: 'This is how you will be told.',
    allowed: 'This browser allows notifications.',
    ask: {
      title: 'This browser has not been asked yet',
      body: 'Allow notifications to be told here as well.',
      action: 'Allow in this browser',
    },
    dismissed: {
      title: 'The browser hasn’t allowed it yet',
      body: 'Press “Allow” when the browser asks. Where no question shows, the bell in the address bar or the site settings allow it.',
      action: 'Ask again',
    },
    denied: {
      title: 'This browser blocks the desk’s notifications',
      body: 'Open the site settings to the left of the address, set “Notifications” to “Allow”, and turn them on again. It can’t be changed from here.',
    },
    unsupported: {
      title: 'This browser can’t show notifications',
      body: 'They work in Chrome, Edge, Firefox and Safari on a computer, at an https address. The number in the tab’s title changes here too.',
    },
  },
  sound: {
    label: 'Sound',
    help: 'Two short notes; three when 3 minutes are left.',
    try: 'Hear it',
    played: 'It was played. If you didn’t hear it, see whether the device or this tab is muted.',
    failed:
      'The browser blocked the sound. Allow “Sound” in the site settings to the left of the address.',
    blocked:
      'The browser blocked the sound for a payment awaiting capture. Press anywhere once to hear the next one.',
  },
  call: {
    fresh: '{{count}} awaiting capture · {{amount}}',
    soon: 'About to expire · {{count}} awaiting capture · {{amount}}',
  },
};
