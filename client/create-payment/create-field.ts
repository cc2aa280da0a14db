import type { CreateDraft, CreateFaults } from './create-draft.ts';

/** What every part of the form is given. */
export interface CreateFieldProps {
  draft: CreateDraft;
  faults: CreateFaults;
  change: (part: Partial<CreateDraft>) => void;
}
