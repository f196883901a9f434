import { ActionIcon, Alert, NativeSelect } from '@mantine/core'
import { Link, useFetcher, useNavigate, useParams, useSearchParams } from '@remix-run/react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconChevronLeft, IconChevronRight } from '#app/ui/icons.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import type { EntryLine } from '../queries/entry-rows.server.ts'
import type { EntryFacts } from '../queries/get-entry-facts.server.ts'
import type { DocumentView } from '../queries/open-document.server.ts'
import classes from './compare-page.module.css'
import { DocumentContent } from './document-content.tsx'
import { FactsView } from './facts-view.tsx'
import { useEntryWords } from './use-entry-words.ts'

const SIDES = ['left', 'right'] as const
type Side = (typeof SIDES)[number]

/** Two things of one record next to each other. Each side keeps its place when the other, or itself, is paged. */
export function ComparePage({ entries }: { entries: EntryLine[] }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  const left = params.get('left') ?? entries[0]?.id ?? null
  const place = entries.findIndex((entry) => entry.id === left)
  // Without a choice: the one before it in time.
  const right = params.get('right') ?? (entries[place + 1] ?? entries[0])?.id ?? null
  const chosen = { left, right }
  if (entries.length === 0) return <EmptyState title={t('compare.none')}>{t('compare.noneText')}</EmptyState>
  return (
    <>
      <h1 className="visually-hidden">{t('compare.title')}</h1>
      <div className={classes.sides}>
        {SIDES.map((side) => (
          <Pane key={side} side={side} entryId={chosen[side]} chosen={chosen} entries={entries} />
        ))}
      </div>
    </>
  )
}

type PaneProps = {
  side: Side
  entryId: string | null
  chosen: Record<Side, string | null>
  entries: EntryLine[]
}

function Pane({ side, entryId, chosen, entries }: PaneProps) {
  const t = useTexts('record')
  const formats = useFormats()
  const words = useEntryWords()
  const navigate = useNavigate()
  const { patientId = '' } = useParams()
  const [params] = useSearchParams()
  const place = entries.findIndex((e) => e.id === entryId)
  const entry = entries[place]
  const choose = (id: string) =>
    navigate(withParams(params, { ...chosen, [side]: id }), { preventScrollReset: true, replace: true })
  return (
    <section className={classes.pane} aria-label={t(`compare.${side}`)}>
      <div className={classes.head}>
        <Step to={entries[place - 1]} label={t('document.newer')} onStep={choose}>
          <IconChevronLeft size={16} aria-hidden />
        </Step>
        <NativeSelect
          className={classes.choice}
          aria-label={t(`compare.choose.${side}`)}
          value={entryId ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
          data={entries.map((e) => ({
            value: e.id,
            label: `${formats.date(e.occurredAt)} · ${words(e)} · ${e.establishmentName}`,
          }))}
        />
        <Step to={entries[place + 1]} label={t('document.older')} onStep={choose}>
          <IconChevronRight size={16} aria-hidden />
        </Step>
        {entryId && (
          <Link to={`/patients/${patientId}/entries/${entryId}`} className={classes.open}>
            {t('compare.open')}
          </Link>
        )}
      </div>
      {entry && entry.status !== 'current' && (
        <Alert color={entry.status === 'replaced' ? 'orange' : 'red'} variant="outline" py={4}>
          {t(`compare.status.${entry.status}`)}
        </Alert>
      )}
      {entryId && <Reading key={entryId} side={side} patientId={patientId} entryId={entryId} />}
    </section>
  )
}

type StepProps = {
  to: EntryLine | undefined
  label: string
  onStep: (id: string) => void
  children: ReactNode
}

/** One further in time. It stays where it is at the end, so that the other does not move under the finger. */
function Step({ to, label, onStep, children }: StepProps) {
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={label}
      title={label}
      disabled={!to}
      onClick={() => to && onStep(to.id)}
    >
      {children}
    </ActionIcon>
  )
}

/** How far each was read, by side and entry, as long as the page lives: back from a trend it is where it was. */
const places = new Map<string, number>()

/** Asked for by itself, once: the other side is not read again for it. */
function Reading({ side, patientId, entryId }: { side: Side; patientId: string; entryId: string }) {
  const t = useTexts('record')
  const { data, load } = useFetcher<{ view: DocumentView | null; facts: EntryFacts | null }>()
  const scroll = useRef<HTMLElement>(null)
  const key = `${side} ${entryId}`
  useEffect(() => load(`/patients/${patientId}/entries/${entryId}?index`), [load, patientId, entryId])
  useEffect(() => {
    if (data) scroll.current?.scrollTo({ top: places.get(key) ?? 0 })
  }, [data, key])
  return (
    <section
      ref={scroll}
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('compare.content')}
      onScroll={(event) => data && places.set(key, event.currentTarget.scrollTop)}
    >
      {data?.facts && <FactsView facts={data.facts} />}
      {data && (data.view || !data.facts) && (
        <DocumentContent patientId={patientId} entryId={entryId} view={data.view} />
      )}
    </section>
  )
}
