import { Alert, Button, Stack } from '@mantine/core'
import { useMemo } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconUsers } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import type { Delegation, Delegations } from '../queries/get-delegations.server.ts'
import classes from './circle-page.module.css'
import { DelegateForm } from './delegate-form.tsx'

type Props = Delegations & { done: 'delegated' | 'ended' | null; today: string }

/** Who sees a doctor's patients in their absence or at their desk, and until when. */
export function PracticePage({ delegations, done, doctorId, ...form }: Props) {
  const t = useTexts('record')
  return (
    <Page>
      <PageHeader title={t('practice.title')} hint={t('practice.hint')} />
      {done && (
        <Alert color="teal" role="status" mb="md">
          {t(`practice.done.${done}`)}
        </Alert>
      )}
      <div className={classes.columns}>
        <Stack gap="md" className={classes.main}>
          <DelegationTable delegations={delegations} />
        </Stack>
        {doctorId && <DelegateForm key={`${done}-${delegations.length}`} doctorId={doctorId} {...form} />}
      </div>
    </Page>
  )
}

const column = columnsOf<Delegation>()

function DelegationTable({ delegations }: { delegations: Delegation[] }) {
  const t = useTexts('record')
  const formats = useFormats()
  const columns = useMemo(() => {
    // An end is the first moment without: the day before is the last one.
    const last = (endsAt: string) => formats.date(new Date(Date.parse(endsAt) - 1))
    return column.columns([
      column.accessor('deputy', {
        header: t('practice.deputy'),
        cell: ({ row: { original: it } }) => (
          <>
            <strong>{it.deputy}</strong>
            <div className={classes.more}>{t(`practice.kinds.${it.kind}`)}</div>
            <div className={classes.phone}>
              <div className={classes.more}>
                {formats.date(it.startsAt)} – {last(it.endsAt)} · {t(`practice.state.${it.state}`)}
              </div>
            </div>
          </>
        ),
      }),
      column.accessor('doctor', { header: t('practice.doctor'), meta: { isSecondary: true } }),
      column.accessor('reads', {
        header: t('practice.scope'),
        cell: (c) => t(`practice.reads.${c.getValue()}`),
        meta: { isSecondary: true },
      }),
      column.accessor('startsAt', {
        header: t('practice.from'),
        cell: (c) => formats.date(c.getValue()),
        meta: { isSecondary: true },
      }),
      column.accessor('endsAt', {
        header: t('practice.until'),
        cell: (c) => last(c.getValue()),
        meta: { isSecondary: true },
      }),
      column.accessor('state', {
        header: t('practice.status'),
        cell: (c) => t(`practice.state.${c.getValue()}`),
        meta: { isSecondary: true },
      }),
      column.display({
        id: 'end',
        header: () => <span className="visually-hidden">{t('circle.actions')}</span>,
        cell: ({ row: { original: it } }) =>
          it.mayEnd && (
            <PostForm preventScrollReset>
              <input type="hidden" name="intent" value="endDelegation" />
              <input type="hidden" name="delegationId" value={it.id} />
              <Button
                type="submit"
                variant="default"
                size="compact-sm"
                aria-label={t('practice.endFor', { name: it.deputy })}
              >
                {t('practice.end')}
              </Button>
            </PostForm>
          ),
      }),
    ])
  }, [t, formats])
  return (
    <DataTable
      caption={t('practice.list')}
      columns={columns}
      rows={delegations}
      rowId={(it) => it.id}
      empty={
        <EmptyState icon={IconUsers} title={t('practice.none')}>
          {t('practice.noneText')}
        </EmptyState>
      }
    />
  )
}
