import { Alert, Anchor, Button, Stack } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { Link, useNavigate, useParams } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import {
  IconChevronLeft,
  IconChevronRight,
  IconColumns2,
  IconExternalLink,
  IconInfoCircle,
} from '#app/ui/icons.ts'
import type { EntryDetail, VersionLink } from '../queries/get-entry.server.ts'
import type { DocumentView } from '../queries/open-document.server.ts'
import { ContributionLine } from './contribution-line.tsx'
import classes from './document-page.module.css'
import { PrintButton } from './print-button.tsx'
import { useEntryWords } from './use-entry-words.ts'

type Props = { entry: EntryDetail; view: DocumentView | null; actions?: ReactNode }

/** One document: what it is and from whom, whether it still holds, and below it the document itself. */
export function DocumentPage({ entry, view, actions, children }: Props & { children: ReactNode }) {
  return (
    <>
      <Head entry={entry} view={view} actions={actions} />
      {entry.contribution && <ContributionLine contribution={entry.contribution} />}
      <Standing entry={entry} />
      {children}
    </>
  )
}

const useEntryPath = () => {
  const { patientId = '' } = useParams()
  return (entryId: string) => `/patients/${patientId}/entries/${entryId}`
}

function Head({ entry, view, actions }: Props) {
  const { patientId = '' } = useParams()
  const t = useTexts('record')
  const ui = useTexts('ui')
  const formats = useFormats()
  const words = useEntryWords()
  const pathOf = useEntryPath()
  const received = entry.provenances[0]
  const saidAgain = entry.provenances.slice(1).findLast(({ channel }) => channel === received?.channel)
  return (
    <header className={classes.head}>
      <div>
        <h1 className={classes.title}>{words(entry)}</h1>
        <p className={classes.source}>
          {[
            ui(`timeline.kinds.${entry.kind}`),
            formats.dateTime(entry.occurredAt),
            entry.establishmentName,
            entry.authorName && ui('timeline.by', { author: entry.authorName }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {received && (
          <p className={classes.source}>
            {t('document.received', {
              channel: t(`document.channels.${received.channel as 'hl7v2'}`),
              at: formats.dateTime(received.receivedAt),
            })}
            {saidAgain && ` ${t('writing.lastSaid', { at: formats.dateTime(saidAgain.receivedAt) })}`}
          </p>
        )}
      </div>
      <div className={classes.actions} data-print="no">
        <Neighbours entry={entry} />
        {(view?.kind === 'text' || view?.kind === 'plain') && <PrintButton what="document" />}
        <Button
          component={Link}
          to={`/patients/${patientId}/compare?left=${entry.id}`}
          variant="default"
          size="compact-md"
          leftSection={<IconColumns2 size={14} aria-hidden />}
        >
          {t('compare.compare')}
        </Button>
        {view?.kind === 'file' && (
          <Button
            component="a"
            href={`${pathOf(entry.id)}/content`}
            target="_blank"
            rel="noopener"
            variant="default"
            size="compact-md"
            leftSection={<IconExternalLink size={14} aria-hidden />}
          >
            {t('document.openAlone')}
          </Button>
        )}
        {view?.kind === 'file' && entry.document?.mediaType === 'text/xml' && (
          <Button component="a" href={`${pathOf(entry.id)}/content?save`} variant="default" size="compact-md">
            {t('document.saveShown')}
          </Button>
        )}
        {entry.document && (
          <Button
            component="a"
            href={`${pathOf(entry.id)}/content?original`}
            variant="default"
            size="compact-md"
          >
            {t(entry.document.mediaType === 'text/xml' ? 'document.saveCda' : 'document.save')}
          </Button>
        )}
        {actions}
      </div>
    </header>
  )
}

/** Older and newer documents, by J and K as in lists of messages. */
function Neighbours({ entry: { olderDocumentId, newerDocumentId } }: { entry: EntryDetail }) {
  const t = useTexts('record')
  const navigate = useNavigate()
  const pathOf = useEntryPath()
  useHotkeys([
    ['J', () => olderDocumentId && navigate(pathOf(olderDocumentId))],
    ['K', () => newerDocumentId && navigate(pathOf(newerDocumentId))],
  ])
  return (
    <>
      {newerDocumentId && (
        <Button
          component={Link}
          to={pathOf(newerDocumentId)}
          variant="default"
          size="compact-md"
          title="K"
          aria-keyshortcuts="K"
          leftSection={<IconChevronLeft size={14} aria-hidden />}
        >
          {t('document.newer')}
        </Button>
      )}
      {olderDocumentId && (
        <Button
          component={Link}
          to={pathOf(olderDocumentId)}
          variant="default"
          size="compact-md"
          title="J"
          aria-keyshortcuts="J"
          rightSection={<IconChevronRight size={14} aria-hidden />}
        >
          {t('document.older')}
        </Button>
      )}
    </>
  )
}

/** Whether it still holds: withdrawn, replaced, or beside another under the same id. */
function Standing({ entry }: { entry: EntryDetail }) {
  const t = useTexts('record')
  const formats = useFormats()
  const pathOf = useEntryPath()
  const version = ({ id, occurredAt }: VersionLink) => (
    <Anchor key={id} component={Link} to={pathOf(id)} underline="always">
      {t('document.versionOf', { date: formats.dateTime(occurredAt) })}
    </Anchor>
  )
  const notes = [
    entry.status === 'withdrawn' && {
      color: 'red',
      text: t('document.withdrawn', {
        from: entry.establishmentName,
        at: formats.dateTime(entry.standsSince),
      }),
      links: [],
    },
    entry.status === 'entered_in_error' && {
      color: 'red',
      text: [
        t('document.inError', { at: formats.dateTime(entry.standsSince) }),
        entry.errorReason && t('writing.errorReason', { reason: entry.errorReason }),
      ]
        .filter(Boolean)
        .join(' '),
      links: [],
    },
    entry.status === 'replaced' && {
      color: 'orange',
      text: entry.replacedBy?.authorName
        ? t('document.replacedBy', {
            author: entry.replacedBy.authorName,
            at: formats.dateTime(entry.replacedBy.recordedAt),
          })
        : t('document.replaced', { at: formats.dateTime(entry.replacedBy?.recordedAt ?? entry.standsSince) }),
      links: entry.replacedBy ? [version(entry.replacedBy)] : [],
    },
    entry.besides.length > 0 && {
      color: 'orange',
      text: t('document.beside'),
      links: entry.besides.map(version),
    },
    entry.replaces && { color: 'gray', text: t('document.replaces'), links: [version(entry.replaces)] },
    entry.isRestricted && { color: 'gray', text: t('document.restricted'), links: [] },
    entry.hiddenFrom.length > 0 && {
      color: 'gray',
      text: entry.hiddenFrom.map((whom) => t(`entry.hiddenFrom.${whom}`)).join(' · '),
      links: [],
    },
  ].filter((note) => note !== false && note !== null)
  if (notes.length === 0) return null
  return (
    <Stack gap="xs" mb="sm">
      {notes.map(({ color, text, links }) => (
        <Alert key={text} color={color} variant="outline" icon={<IconInfoCircle aria-hidden />}>
          {text} {links}
        </Alert>
      ))}
    </Stack>
  )
}
