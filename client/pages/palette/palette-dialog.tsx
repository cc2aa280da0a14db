import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { PaletteContent, type PaletteContentProps } from './palette-content.tsx';

/** The palette in its dialog; a chunk of its own, loaded when it is first opened. */
export function PaletteDialog(props: PaletteContentProps) {
  const { t } = useTranslation();
  return (
    <Dialog kind="command" label={t('frame.palette.label')} onClose={props.onClose}>
      <PaletteContent {...props} />
    </Dialog>
  );
}
