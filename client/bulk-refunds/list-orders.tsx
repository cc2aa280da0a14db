import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { BULK_NAME_MAX } from '../../shared/limits.ts';
import { Segments } from '../ui/segments.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import { HandList } from './hand-list.tsx';
import { LineFaults } from './line-faults.tsx';
import styles from './list-orders.module.css';
import { ListPreview } from './list-preview.tsx';
import type { LineFault } from './list-row.ts';
import { TextList } from './text-list.tsx';
import type { NewListState } from './use-new-list.ts';

/** Selects a whole line of the text, counted from 1. */
function selectLine(area: HTMLTextAreaElement | null, line: number) {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / Math.max(1, lines.length);
  area.scrollTop = Math.max(0, (line - 3) * height);
}

/** The orders of the list, as text or as rows, with a preview and the faults. */
export function ListOrders({ state }: { state: NewListState }) {
  const { t } = useTranslation();
  const { form, change, onRows, onPasteList, tried, read, faults } = state;
  const { how, text, rows } = form;
  const [settled, setSettled] = useState(false);
  const own = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  // No faults are shown while somebody is still typing.
  const told = tried || settled ? faults : [];
  const isMissing = tried && read.rows.length === 0 && told.length === 0;
  const wrong = isMissing ? [1] : told.map(({ line }) => line);
  const picked = rows.filter((row) => row.picked !== null).length;
  const settle = () => setSettled(true);
  const show = ({ line }: LineFault) => {
    if (how === 'text') selectLine(area.current, line);
    else own.current?.querySelector<HTMLElement>(`[data-row="${line}"] input`)?.focus();
  };
  return (
    <TitledSection title={t('bulk.form.rowsTitle')} text={t('bulk.form.rowsText')}>
      <Segments
        label={t('bulk.form.how')}
        value={how}
        options={(['text', 'rows'] as const).map((value) => ({
          value,
          label: t(`bulk.form.hows.${value}`),
        }))}
        onChange={(value) => change({ how: value })}
      />
      {how === 'rows' && picked > 0 ? (
        <p className="muted">{t('bulk.form.picked', { count: picked })}</p>
      ) : null}
      {how === 'text' ? (
        <TextList
          text={text}
          isWrong={isMissing || (tried && faults.length > 0)}
          area={area}
          onText={(next) => change({ text: next })}
          onFile={(next, name) => {
            flushSync(() =>
              change({
                text: next,
                name: form.name === '' ? name.slice(0, BULK_NAME_MAX) : form.name,
              }),
            );
            settle();
          }}
          onSettled={settle}
        />
      ) : (
        <div ref={own}>
          <HandList
            rows={rows}
            wrong={new Set(wrong)}
            onRows={onRows}
            onPasteList={onPasteList}
            onSettled={settle}
          />
        </div>
      )}
      {isMissing ? (
        <p role="alert" className={styles.wrong}>
          {t('bulk.form.nothing')}
        </p>
      ) : null}
      <LineFaults faults={told} tried={tried} onShow={show} />
      <ListPreview read={read} isShown={how === 'text'} />
    </TitledSection>
  );
}
