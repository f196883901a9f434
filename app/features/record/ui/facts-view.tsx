import { Alert, Anchor } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import type { ReactNode } from 'react'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { IconAlertTriangle } from '#app/ui/icons.ts'
import { KeyValues } from '#app/ui/key-values.tsx'
import type { EntryFacts } from '../queries/get-entry-facts.server.ts'
import { contradictionsOf } from '../staging-rules.ts'
import classes from './facts-view.module.css'
import { NoteView } from './note-view.tsx'
import { ReportTable } from './report-table.tsx'

type Items = [label: string, value: ReactNode][]

/** What an entry says beyond its title. */
export function FactsView({ facts }: { facts: EntryFacts }) {
  const { patientId = '' } = useParams()
  const t = useTexts('record')
  const items = useItems(facts, patientId)
  if (facts.kind === 'report') return <ReportTable report={facts} patientId={patientId} />
  if (facts.kind === 'note') return <NoteView note={facts} />
  const toCheck = facts.kind === 'condition' ? contradictionsOf(facts.of) : []
  // Of a fact only what is known is shown: fifteen times "not provided" hides the five that are.
  return (
    <div className={classes.facts}>
      {toCheck.length > 0 && (
        <Alert color="orange" variant="outline" icon={<IconAlertTriangle aria-hidden />} mb="sm">
          <strong>{t('writing.toCheck')}</strong>{' '}
          {toCheck.map((one) => t(`writing.contradictions.${one}`)).join(' ')}
        </Alert>
      )}
      <KeyValues items={items.filter(([, value]) => value !== null && value !== undefined && value !== '')} />
    </div>
  )
}

function useItems(facts: EntryFacts, patientId: string): Items {
  const t = useTexts('record')
  const formats = useFormats()
  const day = (value: string | null) => value && formatDay(value)
  if (facts.kind === 'condition') {
    const c = facts.of
    return [
      [t('facts.clinicalStatus'), t(`facts.clinicalStatuses.${c.clinicalStatus}`)],
      [t('writing.certainty'), c.certainty && t(`writing.certainties.${c.certainty}`)],
      [t('facts.diagnosedOn'), day(c.diagnosedOn)],
      [t('facts.site'), [c.topography, c.topographyCode].filter(Boolean).join(' · ')],
      [t('facts.laterality'), c.laterality && t(`facts.lateralities.${c.laterality}`)],
      [t('facts.histology'), [c.morphology, c.morphologyCode].filter(Boolean).join(' · ')],
      [t('facts.tnm'), [c.tumour, c.nodes, c.metastases].filter(Boolean).join(' ')],
      [t('facts.stage'), c.stage],
      [
        t('facts.staging'),
        [c.stagingKind && t(`facts.stagingKinds.${c.stagingKind}`), c.stagingSystem]
          .filter(Boolean)
          .join(', '),
      ],
      [t('facts.stagedOn'), day(c.stagedOn)],
      [t('facts.code'), c.code],
    ]
  }
  if (facts.kind === 'treatment') {
    const x = facts.of
    const until = facts.until ? formats.date(facts.until) : ''
    return [
      [t('facts.category'), t(`facts.categories.${x.category}`)],
      [t('facts.state'), t(`facts.states.${x.state}`)],
      [t('facts.period'), `${formats.date(facts.from)} → ${until}`],
      [t('facts.intent'), x.intent && t(`facts.intents.${x.intent}`)],
      [t('facts.line'), x.line],
      [t('facts.protocol'), x.protocol],
      [t('facts.dose'), x.dose],
      [t('facts.stopReason'), x.stopReason],
      [t('facts.code'), x.typeCode],
    ]
  }
  if (facts.kind === 'stay') {
    const s = facts.of
    const words = (of: Record<string, string>, code: string | null) => code && (of[code] ?? code)
    const modes = { ...t('writing.passage.modes', { returnObjects: true }) } as Record<string, string>
    const places = { ...t('writing.passage.places', { returnObjects: true }) } as Record<string, string>
    return [
      [t('writing.passage.unit'), s.unit],
      [t('facts.practitioner'), s.attendingName],
      [t('facts.startsAt'), formats.dateTime(s.admittedAt)],
      [t('writing.passage.entryMode'), words(modes, s.entryMode)],
      [t('writing.passage.origin'), [s.originName, words(places, s.origin)].filter(Boolean).join(' · ')],
      [t('facts.endsAt'), s.dischargedAt && formats.dateTime(s.dischargedAt)],
      [t('writing.passage.exitMode'), words(modes, s.exitMode)],
      [
        t('writing.passage.destination'),
        [s.destinationName, words(places, s.destination)].filter(Boolean).join(' · '),
      ],
    ]
  }
  if (facts.kind === 'allergy') {
    const a = facts.of
    return [
      [t('facts.substance'), a.substance],
      [t('facts.severity'), a.severity && t(`facts.severities.${a.severity}`)],
      [t('facts.reaction'), a.reaction],
      [t('facts.code'), a.substanceCode],
    ]
  }
  if (facts.kind === 'biomarker') {
    const b = facts.of
    return [
      [t('facts.marker'), b.marker],
      [t('facts.result'), [t(`facts.results.${b.result}`), b.value].filter(Boolean).join(' · ')],
      [t('facts.method'), b.method],
      [t('facts.origin'), t(`facts.origins.${b.origin}`)],
      [t('facts.specimen'), b.specimen],
      [
        t('facts.source'),
        b.sourceEntryId && facts.sourceTitle && (
          <Anchor
            component={Link}
            to={`/patients/${patientId}/entries/${b.sourceEntryId}`}
            underline="always"
          >
            {facts.sourceTitle}
          </Anchor>
        ),
      ],
    ]
  }
  if (facts.kind === 'appointment') {
    const a = facts.of
    return [
      [t('facts.state'), t(`facts.appointmentStates.${a.state}`)],
      [t('facts.startsAt'), a.startsAt && formats.dateTime(a.startsAt)],
      [t('facts.endsAt'), a.endsAt && formats.dateTime(a.endsAt)],
      [t('facts.reason'), a.reason],
      [t('facts.place'), a.place],
      [t('facts.practitioner'), a.practitionerName],
    ]
  }
  return []
}
