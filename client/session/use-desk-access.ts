import { useSyncExternalStore } from 'react';
import { deskAccess, type AccessState } from '../desk-access.ts';

/** What stands between this tab and the desk just now. */
export function useDeskAccess(): AccessState {
  return useSyncExternalStore(deskAccess.subscribe, deskAccess.read, deskAccess.read);
}
