import { useTranslation } from 'react-i18next';

/** A CSS string. Characters that would need escaping are removed. */
const quoted = (text: string) => `"${text.replaceAll(/["\\\n]/g, '')}"`;

/**
 * Page size and page margins for printing. Each further page repeats the sheet's name and date, and
 * in test mode that no real money is meant, in case pages get separated.
 */
export function PaperRules({ name, isTest }: { name: string; isTest: boolean }) {
  const { t } = useTranslation();
  const font = 'font: 8pt "Pretendard Variable", sans-serif; color: black;';
  const test = isTest ? quoted(t('dayClose.paper.testNote')) : 'none';
  return (
    <style>
      {`@page {
        size: 210mm 297mm;
        margin: 14mm;
        @top-left { content: ${quoted(name)}; ${font} }
        @top-right { content: ${test}; ${font} font-weight: 700; }
        @bottom-right { content: counter(page) " / " counter(pages); ${font} }
      }
      @page :first { @top-left { content: none; } @top-right { content: none; } }`}
    </style>
  );
}
