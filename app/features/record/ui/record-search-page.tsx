// biome-ignore-all lint/suspicious/noArrayIndexKey: extracts do not change while they are shown
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { Form, Link, useNavigation, useParams, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { entryIcons } from '#app/ui/entry-icons.ts'
import { IconSearch, IconSearchOff } from '#app/ui/icons.ts'
import { withParams } from '#app/ui/sort-link.tsx'
import type { RecordSearchQuery } from '../contract.ts'
import type { RecordHit, RecordSearch } from '../queries/search-record.server.ts'
import { FilterLinks } from './filter-links.tsx'
import { Segments } from './marked.tsx'
import { RecordSearchForm } from './record-search-form.tsx'
import classes from './record-search-page.module.css'
import { useEntryWords } from './use-entry-words.ts'

type Props = { typed: string; found: RecordSearch | null; query: RecordSearchQuery }

/** Words inside this record: what holds them, the newest first, with the words in their place. */
export function RecordSearchPage({ typed, found, query }: Props) {
  const t = useTexts('record')
  return (
    <div className={classes.page}>
      <h1 className="visually-hidden">{t('find.title')}</h1>
      <RecordSearchForm key={typed} typed={typed} hasButton autoFocus={!typed} />
      <p className={classes.hint}>{t('find.hint')}</p>
      {found && !found.isTooShort && <Filters found={found} query={query} />}
      {!found && (
        <EmptyState icon={IconSearch} title={t('find.start')}>
          {t('find.placeholder')}
        </EmptyState>
      )}
      {found?.isTooShort && (
        <EmptyState icon={IconSearchOff} title={t('find.tooShort')}>
          {t('find.tooShortText')}
        </EmptyState>
      )}
      {found && !found.isTooShort && <Results found={found} query={query} />}
    </div>
  )
}

function Filters({ found, query }: { found: RecordSearch; query: RecordSearchQuery }) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const [params] = useSearchParams()
  // The chosen one stays on offer though nothing is of it.
  const isOffered = !query.type || found.types.some(({ type }) => type === query.type)
  const offered = isOffered ? found.types : [...found.types, { type: query.type!, count: 0 }]
  // Those of the address that the form does not hold itself.
  const kept = ['search', 'kind', 'establishment'] as const
  return (
    <div className={classes.filters}>
      <FilterLinks
        label={t('find.kinds')}
        param="kind"
        options={found.kinds.map(({ kind, count }) => ({
          value: kind,
          label: ui(`timeline.kinds.${kind}`),
          count,
        }))}
      />
      {(found.establishments.length > 1 || query.establishment) && (
        <FilterLinks
          label={t('find.establishments')}
          param="establishment"
          options={found.establishments.map(({ id, name, count }) => ({ value: id, label: name, count }))}
        />
      )}
      <Form method="get" className={classes.fields} preventScrollReset>
        {kept.map((name) => {
          const value = params.get(name)
          return value && <input key={name} type="hidden" name={name} value={value} />
        })}
        <NativeSelect
          label={t('find.type')}
          name="type"
          size="xs"
          key={`type-${query.type ?? ''}`}
          defaultValue={query.type ?? ''}
          data={[
            { value: '', label: t('find.anyType') },
            ...offered.map(({ type, count }) => ({
              value: type,
              label: `${t(`add.types.${type}`)} (${count})`,
            })),
          ]}
        />
        <NativeSelect
          label={t('find.author')}
          name="author"
          size="xs"
          key={query.author ?? ''}
          defaultValue={query.author ?? ''}
          data={[
            { value: '', label: t('find.anyAuthor') },
            ...found.authors.map(({ name, count }) => ({ value: name, label: `${name} (${count})` })),
          ]}
        />
        <TextInput label={t('find.from')} type="date" name="from" size="xs" defaultValue={query.from ?? ''} />
        <TextInput label={t('find.to')} type="date" name="to" size="xs" defaultValue={query.to ?? ''} />
        <Button type="submit" size="xs" variant="default">
          {t('find.apply')}
        </Button>
      </Form>
    </div>
  )
}

function Results({ found, query }: { found: RecordSearch; query: RecordSearchQuery }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  const isLoading = useNavigation().state === 'loading'
  if (found.hits.length === 0) {
    const isFiltered =
      query.kind || query.type || query.establishment || query.author || query.from || query.to
    return (
      <EmptyState icon={IconSearchOff} title={t('find.none')}>
        {isFiltered ? t('find.noneFiltered') : t('find.noneText')}
      </EmptyState>
    )
  }
  return (
    <section aria-label={t('find.title')}>
      <p className={classes.count} role="status">
        {t('find.count', { count: found.count })}
      </p>
      <ul className={classes.hits}>
        {found.hits.map((hit) => (
          <Hit key={hit.id} hit={hit} />
        ))}
      </ul>
      {found.isMore && (
        <Button
          component={Link}
          to={withParams(params, { pages: String((query.pages ?? 1) + 1) })}
          variant="default"
          preventScrollReset
          loading={isLoading}
          className={classes.more}
        >
          {t('find.more')}
        </Button>
      )}
    </section>
  )
}

function Hit({ hit }: { hit: RecordHit }) {
  const t = useTexts('record')
  const ui = useTexts('ui')
  const formats = useFormats()
  const words = useEntryWords()
  const { patientId = '' } = useParams()
  const [params] = useSearchParams()
  const Icon = entryIcons[hit.kind]
  const search = params.get('search')
  const title = hit.titleParts.length > 0 ? <Segments segments={hit.titleParts} /> : words(hit)
  return (
    <li className={classes.hit}>
      <div className={classes.head}>
        <Icon size={16} aria-hidden className={classes.icon} />
        <Link to={`/patients/${patientId}/entries/${hit.id}?search=${search}`} className={classes.title}>
          {title}
        </Link>
        {hit.status === 'withdrawn' && <span className={classes.withdrawn}>{t('entry.withdrawn')}</span>}
        <time className={classes.when} dateTime={hit.occurredAt}>
          {formats.date(hit.occurredAt)}
        </time>
      </div>
      <div className={classes.source}>
        {[ui(`timeline.kinds.${hit.kind}`), hit.establishmentName, hit.stay?.attendingName ?? hit.authorName]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {hit.extracts.map((segments, place) => (
        <p key={place} className={classes.extract}>
          … <Segments segments={segments} /> …
        </p>
      ))}
    </li>
  )
}
