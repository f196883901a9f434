import { Checkbox } from '@mantine/core'
import {
  type ColumnDef,
  createColumnHelper,
  type Header,
  type RowData,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import classes from './data-table.module.css'
import { SortLink } from './sort-link.tsx'
import { type Count, TableFooter } from './table-footer.tsx'

type ColumnMeta = {
  /** The name under which the server sorts by this column; without it the column is not sortable. */
  sort?: string
  /** Figures stand right, under each other. */
  isNumeric?: boolean
  /** Left out on a phone: what the first column or the record says too. */
  isSecondary?: boolean
  /** Takes what width is left, and is cut short rather than push others out of sight. */
  isFlexible?: boolean
  width?: string
}

const features = tableFeatures({ rowSelectionFeature, columnMeta: {} as ColumnMeta })

export type Column<Row extends RowData> = ColumnDef<typeof features, Row, never>

/** `const column = columnsOf<Row>()`, then `column.columns([column.accessor('name', { header }), ...])`. */
export const columnsOf = <Row extends RowData>() => createColumnHelper<typeof features, Row>()

type Props<Row extends RowData> = {
  /** What the table lists, for those who hear it. */
  caption: string
  // biome-ignore lint/suspicious/noExplicitAny: each column has its own type of value
  columns: ColumnDef<typeof features, Row, any>[]
  rows: Row[]
  rowId: (row: Row) => string
  /** Cursors of the neighbouring pages, as the query gave them. */
  page?: { next: string | null; previous: string | null }
  count?: Count
  empty: ReactNode
  /** What can be done to the selected rows; without it rows are not selectable. */
  bulkActions?: (selectedIds: string[], clear: () => void) => ReactNode
}

/**
 * A page of rows as the server chose, sorted and counted them. Sorting, filters and pages live in the
 * address, so that a list can be shared and the back button works.
 */
export function DataTable<Row extends RowData>(props: Props<Row>) {
  const { caption, columns, rows, rowId, page, count, empty, bulkActions } = props
  const t = useTexts('ui')
  const [rowSelection, setRowSelection] = useState<Record<string, true>>({})
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    enableRowSelection: bulkActions !== undefined,
    state: { rowSelection },
    onRowSelectionChange: setRowSelection,
  })
  const selectedIds = useMemo(
    () => rows.map(rowId).filter((id) => rowSelection[id]),
    [rows, rowId, rowSelection],
  )
  if (rows.length === 0) return empty

  return (
    <div className={classes.frame}>
      {bulkActions && selectedIds.length > 0 && (
        <div className={classes.bulk} role="status">
          {t('table.selected', { count: selectedIds.length })}
          {bulkActions(selectedIds, () => setRowSelection({}))}
        </div>
      )}
      <div className={classes.scroll}>
        <table className={classes.table}>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {bulkActions && (
                  <th className={classes.select}>
                    <Checkbox
                      size="xs"
                      aria-label={t('table.selectAll')}
                      checked={selectedIds.length === rows.length}
                      indeterminate={selectedIds.length > 0 && selectedIds.length < rows.length}
                      onChange={table.getToggleAllRowsSelectedHandler()}
                    />
                  </th>
                )}
                {group.headers.map((header) => (
                  <HeaderCell key={header.id} header={header}>
                    <table.FlexRender header={header} />
                  </HeaderCell>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} data-selected={rowSelection[row.id]}>
                {bulkActions && (
                  <td className={classes.select}>
                    <Checkbox
                      size="xs"
                      aria-label={t('table.selectRow')}
                      checked={row.getIsSelected()}
                      onChange={row.getToggleSelectedHandler()}
                    />
                  </td>
                )}
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} {...layoutOf(cell.column.columnDef.meta)}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TableFooter count={count} page={page} />
    </div>
  )
}

function HeaderCell<Row extends RowData>({
  header,
  children,
}: {
  header: Header<typeof features, Row>
  children: ReactNode
}) {
  const meta = header.column.columnDef.meta
  return (
    <SortLink sort={meta?.sort} width={meta?.width} {...layoutOf(meta)}>
      {header.isPlaceholder ? null : children}
    </SortLink>
  )
}

const layoutOf = (meta: ColumnMeta | undefined) => ({
  'data-numeric': meta?.isNumeric || undefined,
  'data-secondary': meta?.isSecondary || undefined,
  'data-flexible': meta?.isFlexible || undefined,
})
