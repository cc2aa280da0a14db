import { useTranslation } from 'react-i18next';

/** A text in quotes of CSS. */
const quoted = (text: string) => `"${text.replaceAll(/["\\\n]/g, '')}"`;

/**
 * Tells printers the sheet's size, and what stands at the edge of each page: a page that comes
 * loose still says of which day it is, and that its money is none.
 */
export function PaperRules({ date, isTest }: { date: string; isTest: boolean }) {
  const { t } = useTranslation();
  const font = 'font: 8pt "Pretendard Variable", sans-serif; color: black;';
  const name = quoted(`${t('dayClose.paper.title')} ${date}`);
  const test = isTest ? quoted(t('dayClose.paper.testNote')) : 'none';
  return (
    <style>
      {`@page {
        size: 210mm 297mm;
        margin: 14mm;
        @top-left { content: ${name}; ${font} }
        @top-right { content: ${test}; ${font} font-weight: 700; }
        @bottom-right { content: counter(page) " / " counter(pages); ${font} }
      }
      @page :first { @top-left { content: none; } @top-right { content: none; } }`}
    </style>
  );
}
