import type { CreateDraft, CreateFaults } from './create-draft.ts';

/** Props of every part of the form. */
export interface CreateFieldProps {
  draft: CreateDraft;
  faults: CreateFaults;
  change: (part: Partial<CreateDraft>) => void;
}
