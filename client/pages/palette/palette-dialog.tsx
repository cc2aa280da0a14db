import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { PaletteContent, type PaletteContentProps } from './palette-content.tsx';

/** ⌘K: everything that can be seen or done from here, in a dialog. */
export function PaletteDialog(props: PaletteContentProps) {
  const { t } = useTranslation();
  return (
    <Dialog kind="command" label={t('frame.palette.label')} onClose={props.onClose}>
      <PaletteContent {...props} />
    </Dialog>
  );
}
