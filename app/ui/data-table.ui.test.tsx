import { describe, expect, test } from 'vitest'
import { columnsOf, DataTable } from './data-table.tsx'
import { FilterChips } from './filter-chips.tsx'
import { render, textOf } from './test/render.tsx'

type Row = { id: string; name: string; documents: number }
const column = columnsOf<Row>()
const columns = column.columns([
  column.accessor('name', { header: 'Patient', meta: { sort: 'name' } }),
  column.accessor('documents', { header: 'Documents', meta: { isNumeric: true } }),
])
const rows: Row[] = [{ id: '1', name: 'EXEMPLE Claire', documents: 12 }]

type Options = { rows?: Row[]; url?: string; count?: { value: number; isMore: boolean } }
const table = ({ rows: given = rows, url = '/patients?q=ex', count }: Options = {}) =>
  render(
    <DataTable
      caption="Patients"
      columns={columns}
      rows={given}
      rowId={(row) => row.id}
      count={count}
      page={{ next: 'c2', previous: null }}
      empty={<p>Aucun dossier ne correspond.</p>}
    />,
    { url },
  )

describe('a list', () => {
  test('sorts by a link that keeps the search and begins at the first page', () => {
    expect(table({ url: '/patients?q=ex&after=c1' })).toContain('href="/patients?q=ex&amp;sort=name"')
  })

  test('sorted, it says so, and the next click turns it round', () => {
    const markup = table({ url: '/patients?sort=name' })
    expect(markup).toContain('aria-sort="ascending"')
    expect(markup).toContain('href="/patients?sort=-name"')
  })

  test('leads to the page after, and to none before the first', () => {
    expect(table()).toContain('href="/patients?q=ex&amp;after=c2"')
    expect(textOf(table())).not.toContain('Précédents')
  })

  test('does not count beyond what is cheap', () => {
    expect(textOf(table({ count: { value: 1000, isMore: true } }))).toContain('Plus de 1 000 lignes')
    expect(textOf(table({ count: { value: 1, isMore: false } }))).toContain('1 ligne')
  })

  test('empty, it says why', () => expect(textOf(table({ rows: [] }))).toBe('Aucun dossier ne correspond.'))

  test('a filter is a word that can be taken away', () => {
    const filters = [{ param: 'type', label: 'Type', value: 'Résultat' }]
    const markup = render(<FilterChips filters={filters} />, { url: '/patients?q=ex&type=result&after=c2' })
    expect(markup).toContain('href="/patients?q=ex"')
    expect(markup).toContain('aria-label="Retirer le filtre Type Résultat"')
  })
})
