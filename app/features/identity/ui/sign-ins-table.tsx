import { Badge, Button } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import type { OpenSignInView } from '../contract.ts'

const METHODS = ['password', 'demonstration', 'pro_sante_connect', 'passkey'] as const

const column = columnsOf<OpenSignInView>()
const idOf = (signIn: OpenSignInView) => signIn.id

/** Where one is signed in: which device, from where, since when; and an end to each. */
export function SignInsTable({ signIns }: { signIns: OpenSignInView[] }) {
  const t = useTexts('identity')
  const formats = useFormats()
  const columns = useMemo(() => {
    const deviceOf = ({ browser, system }: OpenSignInView) =>
      browser && system
        ? t('account.on', { browser, system })
        : (browser ?? system ?? t('account.unknownDevice'))
    return column.columns([
      column.accessor(deviceOf, { id: 'device', header: t('account.device') }),
      column.accessor('ip', {
        header: t('account.place'),
        meta: { isSecondary: true },
        cell: (cell) => cell.getValue() ?? '–',
      }),
      column.accessor('method', {
        header: t('account.method'),
        meta: { isSecondary: true },
        cell: (cell) =>
          t(`account.methods.${METHODS.find((known) => known === cell.getValue()) ?? 'password'}`),
      }),
      column.accessor('since', {
        header: t('account.since'),
        meta: { isSecondary: true },
        cell: (cell) => formats.dateTime(cell.getValue()),
      }),
      column.accessor('lastSeen', {
        header: t('account.lastSeen'),
        cell: (cell) => <RelativeTime at={cell.getValue()} />,
      }),
      column.display({
        id: 'end',
        header: () => <span className="visually-hidden">{t('account.revoke')}</span>,
        meta: { width: '8rem' },
        cell: ({ row: { original } }) =>
          original.isCurrent ? (
            <Badge variant="light" size="sm" tt="none">
              {t('account.current')}
            </Badge>
          ) : (
            <Form method="post">
              <input type="hidden" name="signInId" value={original.id} />
              <Button
                type="submit"
                name="intent"
                value="revoke"
                size="compact-sm"
                variant="subtle"
                aria-label={t('account.revokeThis', { device: deviceOf(original) })}
              >
                {t('account.revoke')}
              </Button>
            </Form>
          ),
      }),
    ])
  }, [t, formats])
  return (
    <DataTable caption={t('account.signIns')} columns={columns} rows={signIns} rowId={idOf} empty={null} />
  )
}
