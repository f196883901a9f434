import { Alert, Stack } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { PageHeader } from '#app/ui/page-header.tsx'
import type { CircleChange } from '../commands/change-circle.server.ts'
import type { CareCircle } from '../queries/get-care-circle.server.ts'
import classes from './circle-page.module.css'
import { CircleQuestions } from './circle-questions.tsx'
import { DesignateForm } from './designate-form.tsx'
import { LeaveDialog } from './right-dialogs.tsx'
import { EndedRights, HouseFiles, RunningRights } from './right-tables.tsx'

type Props = { circle: CareCircle; done: CircleChange | null; today: string }

/** Who has access to this patient now, why and until when; what is asked about it; who had. */
export function CirclePage({ circle, done, today }: Props) {
  const t = useTexts('record')
  const { running, files, ended, questions, mayDesignate, mayLeave } = circle
  const main = (
    <Stack gap="lg" className={classes.main}>
      <RunningRights rights={running} />
      {files.length > 0 && <HouseFiles files={files} />}
      <EndedRights rights={ended} />
    </Stack>
  )
  return (
    <>
      <PageHeader
        title={t('circle.title')}
        hint={t('circle.hint')}
        actions={mayLeave ? <LeaveDialog /> : undefined}
      />
      {done && (
        <Alert color="teal" role="status" mb="md">
          {t(`circle.done.${done}`)}
        </Alert>
      )}
      {mayDesignate ? (
        <div className={classes.columns}>
          {main}
          <Stack gap="md">
            {questions.length > 0 && <CircleQuestions questions={questions} />}
            <DesignateForm key={`${done}-${running.length}-${questions.length}`} today={today} />
          </Stack>
        </div>
      ) : (
        main
      )}
    </>
  )
}
