import { Anchor, Stack, Text, Textarea, Title } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { CharterPageView } from '../queries/get-charter.server.ts'

type Acceptance = CharterPageView['acceptances'][number]
const column = columnsOf<Acceptance>()
const idOf = (row: Acceptance) => row.personId

/** The region's charter: a new version, and who accepted the present one when. */
export function RegionCharterPage({ page, outcome }: { page: CharterPageView; outcome: FormOutcome }) {
  const t = useTexts('identity')
  const formats = useFormats()
  const fields = {
    textFr: { label: t('charter.french'), error: t('charter.textError') },
    textEn: { label: t('charter.english'), error: t('charter.textError') },
  }
  const columns = column.columns([
    column.accessor('displayName', { header: t('people.name') }),
    column.accessor('acceptedAt', {
      header: t('charter.acceptedAt'),
      cell: (cell) => formats.dateTime(cell.getValue()),
    }),
  ])
  const { current } = page
  return (
    <Page>
      <PageHeader
        title={t('charter.title')}
        hint={
          current
            ? t('charter.present', { number: current.number, date: formats.date(current.publishedAt) })
            : t('charter.none')
        }
      />
      <Stack gap="lg" maw={880}>
        <PostForm>
          <Stack gap="sm">
            <FormErrors outcome={outcome} fields={fields} />
            <Textarea
              {...fieldProps(outcome, 'textFr', fields)}
              defaultValue={current?.textFr}
              autosize
              minRows={6}
              maxRows={16}
            />
            <Textarea
              {...fieldProps(outcome, 'textEn', fields)}
              defaultValue={current?.textEn}
              autosize
              minRows={6}
              maxRows={16}
            />
            <Text c="dimmed">{t('charter.effect')}</Text>
            <SubmitButton w="fit-content">{t('charter.publish')}</SubmitButton>
          </Stack>
        </PostForm>
        <Stack component="section" gap="xs" aria-labelledby="acceptances">
          <Title order={2} id="acceptances" size="h3">
            {t('charter.acceptances', { count: page.accepted })}
          </Title>
          <DataTable
            caption={t('charter.acceptances', { count: page.accepted })}
            columns={columns}
            rows={page.acceptances}
            rowId={idOf}
            empty={<EmptyState title={t('charter.nobody')}>{t('charter.nobodyText')}</EmptyState>}
          />
        </Stack>
        <Anchor component={Link} to="/region">
          {t('charter.back')}
        </Anchor>
      </Stack>
    </Page>
  )
}
