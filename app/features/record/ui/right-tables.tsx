import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconUsers } from '#app/ui/icons.ts'
import type { Right } from '../queries/get-care-circle.server.ts'
import classes from './circle-page.module.css'
import { EndDialog } from './right-dialogs.tsx'
import { useRightWords } from './use-right-words.ts'

const column = columnsOf<Right>()

/** Rights that run: who, why and by whose word, from when to when. */
export function RunningRights({ rights }: { rights: Right[] }) {
  const t = useTexts('record')
  const formats = useFormats()
  const words = useRightWords()
  const hasActions = rights.some(mayEnd)
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('name', {
          header: t('circle.who'),
          cell: ({ row: { original: right } }) => (
            <div className={classes.who}>
              <Who right={right} />
              <div className={classes.phone}>
                <div className={classes.more}>
                  {words.basis(right)} · {formats.date(right.startsAt)}
                  {right.endsAt && ` – ${words.until(right.endsAt)}`}
                </div>
              </div>
            </div>
          ),
        }),
        column.accessor('basis', {
          header: t('circle.why'),
          cell: ({ row: { original: right } }) => (
            <>
              {words.basis(right)}
              <div className={classes.more}>{words.origin(right)}</div>
            </>
          ),
          meta: { isSecondary: true },
        }),
        column.accessor('startsAt', {
          header: t('circle.since'),
          cell: (c) => formats.date(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('endsAt', {
          header: t('circle.until'),
          cell: ({ row: { original: right } }) =>
            right.endsAt ? (
              <>
                {words.until(right.endsAt)}
                {right.endReason && <div className={classes.more}>{words.endReason(right)}</div>}
              </>
            ) : (
              <Text span c="dimmed" inherit>
                {t('circle.noEnd')}
              </Text>
            ),
          meta: { isSecondary: true },
        }),
        ...(hasActions
          ? [
              column.display({
                id: 'actions',
                header: () => <span className="visually-hidden">{t('circle.actions')}</span>,
                cell: ({ row: { original: right } }) => mayEnd(right) && <EndDialog right={right} />,
              }),
            ]
          : []),
      ]),
    [t, formats, words, hasActions],
  )
  return (
    <section>
      <h2 className={classes.title}>{t('circle.running')}</h2>
      <DataTable
        caption={t('circle.running')}
        columns={columns}
        rows={rights}
        rowId={(right) => right.id}
        empty={
          <EmptyState icon={IconUsers} title={t('circle.runningNone')}>
            {t('circle.runningNoneText')}
          </EmptyState>
        }
      />
    </section>
  )
}

const mayEnd = (right: Right) =>
  right.isOwn && ['declared_gp', 'designation', 'care_circle'].includes(right.basis)

function Who({ right }: { right: Right }) {
  const t = useTexts('record')
  const words = useRightWords()
  return (
    <>
      <Text span fw={600} inherit>
        {right.name ?? t('circle.questions.somebody')}
      </Text>
      {right.isMine && ` (${t('circle.you')})`}
      {right.place && <div className={classes.more}>{right.place}</div>}
      {right.deputies.map((deputy) => (
        <div key={deputy.name} className={classes.more}>
          {t(`circle.deputy.${deputy.kind}`, { name: deputy.name, date: words.until(deputy.endsAt) })}
        </div>
      ))}
    </>
  )
}

/** Establishments in which the patient is known: they see what they wrote. */
export function HouseFiles({ files }: { files: Right[] }) {
  const t = useTexts('record')
  const formats = useFormats()
  return (
    <section>
      <h2 className={classes.title}>{t('circle.files')}</h2>
      <Text c="dimmed" size="sm" mb={4}>
        {t('circle.filesText')}
      </Text>
      <ul className={classes.list}>
        {files.map((file) => (
          <li key={file.id}>
            {file.name}{' '}
            <span className={classes.more}>
              {t('circle.since').toLowerCase()} {formats.date(file.startsAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Who had access: from when to when, and why it ended. */
export function EndedRights({ rights }: { rights: Right[] }) {
  const t = useTexts('record')
  const formats = useFormats()
  const words = useRightWords()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('name', {
          header: t('circle.who'),
          cell: ({ row: { original: right } }) => (
            <>
              {right.name ?? t('circle.questions.somebody')}
              <div className={classes.phone}>
                <div className={classes.more}>
                  {words.endReason(right)} · {right.endsAt && words.until(right.endsAt)}
                </div>
              </div>
            </>
          ),
        }),
        column.accessor('basis', {
          header: t('circle.why'),
          cell: (c) => words.basis(c.row.original),
          meta: { isSecondary: true },
        }),
        column.accessor('startsAt', {
          header: t('circle.from'),
          cell: (c) => formats.date(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('endsAt', {
          header: t('circle.until'),
          cell: (c) => c.getValue() && words.until(c.getValue() as string),
          meta: { isSecondary: true },
        }),
        column.accessor('endReason', {
          header: t('circle.reason'),
          cell: (c) => words.endReason(c.row.original),
          meta: { isSecondary: true },
        }),
      ]),
    [t, formats, words],
  )
  return (
    <section>
      <h2 className={classes.title}>{t('circle.ended')}</h2>
      {rights.length === 0 ? (
        <Text c="dimmed">{t('circle.endedNone')}</Text>
      ) : (
        <DataTable
          caption={t('circle.ended')}
          columns={columns}
          rows={rights}
          rowId={(right) => right.id}
          empty={null}
        />
      )}
    </section>
  )
}
