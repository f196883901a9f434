import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SeverityBadge } from '#app/ui/severity-badge.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { ConnectionPage, Mapping } from '../queries/get-connection.server.ts'

type Units = ConnectionPage['units']
type Props = { codes: Mapping[]; units: Units; mayResolve: boolean }
const column = columnsOf<Mapping>()

/** The sender's own codes and what they mean here: what nobody has mapped first, the most frequent on top. */
export function CodeTable({ codes, units, mayResolve }: Props) {
  const t = useTexts('exchange')
  const formats = useFormats()
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('kind', {
          header: t('codeKind'),
          cell: (c) => t(`codeKinds.${c.getValue()}`),
          meta: { isSecondary: true },
        }),
        column.accessor('localCode', {
          header: t('localCode'),
          cell: ({ row }) => [row.original.localCode, row.original.localLabel].filter(Boolean).join(' · '),
        }),
        column.accessor('seen', {
          header: t('seen'),
          cell: (c) => formats.number(c.getValue()),
          meta: { isSecondary: true },
        }),
        column.accessor('targetCode', {
          header: t('meaning'),
          cell: ({ row }) => <Meaning mapping={row.original} units={units} mayResolve={mayResolve} />,
        }),
      ]),
    [t, formats, units, mayResolve],
  )
  return (
    <DataTable
      caption={t('codes')}
      columns={columns}
      rows={codes}
      rowId={(mapping) => mapping.id}
      empty={<EmptyState title={t('noCode')}>{t('noCodeHint')}</EmptyState>}
    />
  )
}

function Meaning({ mapping, units, mayResolve }: { mapping: Mapping; units: Units; mayResolve: boolean }) {
  const t = useTexts('exchange')
  if (!mayResolve) return mapping.unitLabel ?? mapping.targetCode ?? t('unmapped')
  const name = `${t('meaning')}\u00A0: ${mapping.localCode}`
  return (
    <PostForm>
      <input type="hidden" name="mappingId" value={mapping.id} />
      <Group gap="xs" wrap="wrap">
        {mapping.targetCode === null && <SeverityBadge severity="watch" label={t('unmapped')} />}
        {mapping.kind === 'unit' ? (
          <UnitChoice mapping={mapping} units={units} name={name} />
        ) : (
          <TextInput
            key={mapping.targetCode}
            name="target"
            size="xs"
            defaultValue={mapping.targetCode ?? ''}
            aria-label={name}
            placeholder={mapping.kind === 'analysis' ? 'LOINC' : 'LOINC, TRE_A05'}
            w="9rem"
          />
        )}
        <SubmitButton
          name="intent"
          value="map"
          size="compact-sm"
          variant="light"
          aria-label={`${t('map')}\u00A0: ${mapping.localCode}`}
        >
          {t('map')}
        </SubmitButton>
      </Group>
    </PostForm>
  )
}

function UnitChoice({ mapping, units, name }: { mapping: Mapping; units: Units; name: string }) {
  const t = useTexts('exchange')
  const [target, setTarget] = useState(mapping.unitId ?? '')
  return (
    <>
      <NativeSelect
        name="target"
        size="xs"
        aria-label={name}
        value={target}
        onChange={(event) => setTarget(event.currentTarget.value)}
        data={[
          { value: '', label: t('noUnit') },
          ...units.map(({ id, label, code }) => ({ value: id, label: `${label} (${code})` })),
          { value: 'new', label: t('newUnit') },
        ]}
      />
      {target === 'new' && (
        <TextInput
          name="newUnit"
          size="xs"
          aria-label={`${t('newUnitName')}\u00A0: ${mapping.localCode}`}
          placeholder={t('newUnitName')}
          defaultValue={mapping.localLabel ?? ''}
        />
      )}
    </>
  )
}
