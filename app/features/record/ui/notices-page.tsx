import { Button } from '@mantine/core'
import { Link, useFetcher } from '@remix-run/react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconBell, IconCheck } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { isChange } from '../contract.ts'
import type { Notice } from '../queries/list-notices.server.ts'
import classes from './notices-page.module.css'
import { useEntryWords } from './use-entry-words.ts'

/** What one read and should rely on no more, and what is new of those one follows; the newest first. */
export function NoticesPage({ notices }: { notices: Notice[] }) {
  const t = useTexts('record')
  const hasUnread = notices.some((notice) => !notice.isRead)
  return (
    <Page>
      <PageHeader
        title={t('notices.title')}
        hint={t('notices.hint')}
        actions={
          <>
            <Button component={Link} to="/notices/settings" variant="default">
              {t('notices.settings')}
            </Button>
            {hasUnread && (
              <PostForm>
                <SubmitButton variant="default">{t('notices.readAll')}</SubmitButton>
              </PostForm>
            )}
          </>
        }
      />
      {notices.length === 0 ? (
        <EmptyState icon={IconBell} title={t('notices.none')}>
          {t('notices.noneText')}
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {notices.map((notice) => (
            <Line key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function Line({ notice }: { notice: Notice }) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const formats = useFormats()
  const words = useEntryWords()
  const fetcher = useFetcher()
  const { id, reason, entry, patient, newerId, createdAt } = notice
  const isRead = notice.isRead || fetcher.state !== 'idle'
  // Following the link is taking note.
  const read = () => notice.isRead || fetcher.submit({ noticeId: id }, { method: 'post', action: '/notices' })
  const record = patient && `/patients/${patient.id}`
  const isNews = !isChange(reason)
  const isDeath = reason === 'deceased'
  return (
    <li className={classes.item} data-unread={!isRead || undefined}>
      <div className={classes.who}>
        {patient ? (
          <>
            <strong>{patient.birthName.toLocaleUpperCase('fr')}</strong> {patient.firstGivenName}
            {patient.usedName &&
              patient.usedName !== patient.birthName &&
              ` (${patient.usedName.toLocaleUpperCase('fr')})`}{' '}
            <span className={classes.dim}>
              {patient.birthDate && formatDay(patient.birthDate)} · {ui(`banner.sexes.${patient.sex}`)}
            </span>
          </>
        ) : (
          <span className={classes.dim}>{t('notices.patientGone')}</span>
        )}
        <span className={classes.when}>
          {!isRead && <span className={classes.unread}>{t('notices.unread')}</span>}
          <RelativeTime at={createdAt} />
        </span>
      </div>
      <div>
        {t(`notices.reasons.${reason}`)}{' '}
        {entry ? (
          <>
            <strong>{words({ kind: entry.kind, title: entry.title, stay: null })}</strong>{' '}
            <span className={classes.dim}>
              {ui(`timeline.kinds.${entry.kind}`)} · {formats.dateTime(entry.occurredAt)} ·{' '}
              {entry.establishmentName}
            </span>
          </>
        ) : (
          !isDeath && <span className={classes.dim}>{t('notices.entryGone')}</span>
        )}
      </div>
      <div className={classes.actions}>
        {record && newerId && (
          <Button
            component={Link}
            to={`${record}/entries/${newerId}`}
            onClick={read}
            size="compact-sm"
            variant="light"
          >
            {t('notices.openNewer')}
          </Button>
        )}
        {record && entry && (
          <Button
            component={Link}
            to={`${record}/entries/${entry.id}`}
            onClick={read}
            size="compact-sm"
            variant="default"
          >
            {t(isNews ? 'notices.open' : 'notices.openOld')}
          </Button>
        )}
        {record && isDeath && (
          <Button component={Link} to={record} onClick={read} size="compact-sm" variant="default">
            {t('notices.openRecord')}
          </Button>
        )}
        {!isRead && (
          <fetcher.Form method="post" action="/notices">
            <input type="hidden" name="noticeId" value={id} />
            <SubmitButton
              isPending={fetcher.state !== 'idle'}
              size="compact-sm"
              variant="subtle"
              leftSection={<IconCheck size={14} aria-hidden />}
            >
              {t('notices.read')}
            </SubmitButton>
          </fetcher.Form>
        )}
        {isNews && patient && (
          <PostForm action="/notices/settings">
            <input type="hidden" name="intent" value="mute" />
            <input type="hidden" name="patientId" value={patient.id} />
            <SubmitButton size="compact-sm" variant="subtle" color="gray">
              {t('notices.mute')}
            </SubmitButton>
          </PostForm>
        )}
      </div>
    </li>
  )
}
