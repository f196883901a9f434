import type { Locale } from '#app/kernel/actor.ts'
import { formatsFor } from '#app/kernel/formats.ts'
import { createI18n } from '#app/kernel/i18n.ts'
import { sentenceOf } from './access-sentences.ts'
import type { AccessLog } from './commands/write-access-log.server.ts'
import { en } from './locales/en.ts'
import { fr } from './locales/fr.ts'

const BOM = '\uFEFF'

/** As French spreadsheets read it: semicolons, accents announced, nothing that begins like a formula. */
export function accessLogFile(log: AccessLog, locale: Locale, timeZone?: string): string {
  const t = createI18n(locale, { oversight: locale === 'en' ? en : fr }).getFixedT(locale, 'oversight')
  const formats = formatsFor(locale, timeZone)
  const lines = [
    [t('log.when'), t('log.what'), t('trail.person'), t('trail.establishment'), t('trail.purpose')],
    ...log.rows.map((row) => [
      formats.dateTime(row.at),
      sentenceOf(t, row),
      row.person?.name ?? t('trail.system'),
      row.establishmentName ?? '',
      t(`kinds.${row.kind}`),
    ]),
  ]
  return BOM + lines.map((cells) => cells.map(cell).join(';')).join('\r\n')
}

const cell = (text: string) => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
