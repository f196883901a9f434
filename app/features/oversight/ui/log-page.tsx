import { Button, Text } from '@mantine/core'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconPrinter } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { sentenceOf } from '../access-sentences.ts'
import type { AccessLog } from '../commands/write-access-log.server.ts'
import classes from './oversight.module.css'
import { useOversightWords } from './use-oversight-words.ts'

/** The log as it is handed to the patient: sentences, large, one below the other. */
export function LogPage({ log }: { log: AccessLog }) {
  const t = useTexts('oversight')
  const formats = useFormats()
  const words = useOversightWords()
  const period = { from: formatDay(log.from), to: formatDay(log.to) }
  return (
    <Page>
      <PageHeader
        title={t('log.title')}
        hint={words.patient(log.patient)}
        actions={
          <Button onClick={() => window.print()} leftSection={<IconPrinter size={16} aria-hidden />}>
            {t('log.print')}
          </Button>
        }
      />
      <div className={classes.log}>
        <Text size="lg">
          {t('log.intro')}{' '}
          {log.establishmentName
            ? t('log.scopeOwn', { name: log.establishmentName, ...period })
            : t('log.scopeAll', period)}
        </Text>
        {log.isCut && <Text size="lg">{t('log.more', { count: log.rows.length })}</Text>}
        {log.rows.length === 0 && (
          <Text size="lg" my="md">
            {t('log.none')}
          </Text>
        )}
        <ol>
          {log.rows.map((row) => (
            <li key={row.key}>
              <time dateTime={row.at}>{formats.dateTime(row.at)}</time>
              <span>{sentenceOf(t, row)}</span>
            </li>
          ))}
        </ol>
        <Text size="lg" mt="md">
          {t('log.rights')}
        </Text>
      </div>
    </Page>
  )
}
