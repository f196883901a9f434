import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats, useNow } from '#app/kernel/use-formats.ts'
import { useNonce } from './nonce.tsx'

/** At the foot of each sheet of paper: who printed it, where and when. Page numbers come from print.css. */
export function PrintFooter({ name, establishment }: { name: string; establishment: string }) {
  const t = useTexts('ui')
  const date = useFormats().dateTime(useNow())
  const text = t('print.printedBy', { name, establishment, date })
  const css = `@media print{@page{@bottom-left{content:"${escapeCss(text)}";font:9pt sans-serif}}}`
  // biome-ignore lint/security/noDangerouslySetInnerHtml: every character but letters and digits is escaped
  return <style nonce={useNonce()} dangerouslySetInnerHTML={{ __html: css }} />
}

/** Only the page's margin boxes stand on every sheet, and they take text from CSS alone. */
export const escapeCss = (text: string) =>
  text.replace(/[^A-Za-z0-9]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)
