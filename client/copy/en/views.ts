import type { Copy } from '../copy.ts';
import type { viewsKo } from '../ko/views.ts';

export const viewsEn: Copy<typeof viewsKo> = {
  lead: 'Keep filters and order that you use often under a name, and open them with one press.',
  none: 'No saved views yet.',
  list: 'List of saved views',
  current: 'Open now',
  everything: 'Usual list (last 7 days)',
  byOther: 'Shared by {{name}}',
  sharedByMe: 'Shared with everybody',
  start: 'Start with “{{name}}”',
  startEnd: 'Don’t start with “{{name}}”',
  started: 'The list now opens with “{{name}}”.',
  startEnded: 'The list now opens with the usual filters.',
  remove: 'Delete the view “{{name}}”',
  removeSure: 'Delete the view “{{name}}”? The payments stay as they are.',
  removeYes: 'Delete',
  removeNo: 'Keep',
  removed: 'Deleted the view “{{name}}”.',
  failed: 'The view was not changed',
  unread: 'The saved views could not be read',
  save: {
    title: 'Save these filters',
    name: 'Name',
    placeholder: 'For example: refunds today',
    share: 'Share with everybody',
    shareHelp: 'Colleagues see this view too. Only you can change or delete it.',
    submit: 'Save',
    replace: 'Replace by these filters',
    taken:
      'You have a view of this name. Give another name, or replace that view by these filters.',
    empty: 'Give a name.',
    tooMany: 'At most {{max}} views can be saved. Delete one that you don’t need, then save again.',
    done: 'Saved as “{{name}}”.',
  },
};
