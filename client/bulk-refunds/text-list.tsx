import { Button } from '@mantine/core';
import { IconDownload, IconFileUpload } from '@tabler/icons-react';
import { useRef, useState, type DragEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { announce } from '../ui/announcer.tsx';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { saveFile } from '../ui/save-file.ts';
import { readListFile, type FileFault } from '../parts/list-file.ts';
import styles from './text-list.module.css';
import { templateFile } from './write-list.ts';

interface TextListProps {
  text: string;
  /** The text has a fault. */
  isWrong: boolean;
  area: RefObject<HTMLTextAreaElement | null>;
  onText: (text: string) => void;
  onFile: (text: string, name: string) => void;
  /** Called when the person has finished an input, so that its faults may be shown. */
  onSettled: () => void;
}

/** `행사-취소.csv` → `행사-취소` */
const withoutEnding = (name: string) => name.replace(/\.[A-Za-z0-9]{1,5}$/, '');

function useFile(onFile: TextListProps['onFile']) {
  const [fault, setFault] = useState<FileFault | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = readListFile(new Uint8Array(await file.arrayBuffer()));
    if ('fault' in read) {
      setFault(read.fault);
      return;
    }
    setFault(null);
    onFile(read.text, withoutEnding(file.name));
  };
  return { fault, take };
}

/** The list as text: from a file, dropped or pasted, and editable. */
export function TextList({ text, isWrong, area, onText, onFile, onSettled }: TextListProps) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const { fault, take } = useFile(onFile);
  const saveTemplate = () => {
    const name = t('bulk.form.templateName');
    saveFile(name, templateFile(t));
    announce(t('bulk.form.templateDone', { name }));
  };
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(event.type !== 'dragleave');
  };
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    setIsOver(false);
    void take(file);
  };
  return (
    <div
      className={styles.text}
      data-over={isOver ? '' : undefined}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drop}
    >
      <div className={styles.files}>
        <input
          ref={picker}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-label={t('bulk.form.file')}
          onChange={(event) => {
            const input = event.currentTarget;
            void take(input.files?.[0]).finally(() => {
              // Without this, choosing the same file again, corrected, would fire no change event.
              input.value = '';
            });
          }}
        />
        <Button
          leftSection={<IconFileUpload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => picker.current?.click()}
        >
          {t('bulk.form.file')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={saveTemplate}
        >
          {t('bulk.form.template')}
        </Button>
        <span className={styles.drop}>{t('bulk.form.drop')}</span>
      </div>
      {fault === null ? null : (
        <p role="alert" className={styles.fault}>
          {t(`bulk.file.${fault}`, { max: BULK_MAX_ROWS })}
        </p>
      )}
      <Field label={t('bulk.form.text')} help={t('bulk.form.textHelp')}>
        {(control) => (
          <NoteInput
            {...control}
            {...(isWrong ? { 'aria-invalid': true as const } : {})}
            ref={area}
            rows={10}
            spellCheck={false}
            autoComplete="off"
            placeholder={t('bulk.form.textPlaceholder')}
            value={text}
            onChange={(event) => onText(event.currentTarget.value)}
            onBlur={onSettled}
            onPaste={onSettled}
          />
        )}
      </Field>
    </div>
  );
}
