import { useSyncExternalStore } from 'react';
import { deskAccess, type AccessState } from '../desk-access.ts';

export function useDeskAccess(): AccessState {
  return useSyncExternalStore(deskAccess.subscribe, deskAccess.read, deskAccess.read);
}
