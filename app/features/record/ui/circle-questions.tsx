import { Anchor, Button, Group, Text } from '@mantine/core'
import { Link, useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconUserQuestion } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { QuestionKind, RelationBasis } from '../contract.ts'
import type { Question } from '../queries/get-care-circle.server.ts'
import classes from './circle-page.module.css'

/** What waits for an answer of the house about this patient. */
export function CircleQuestions({ questions }: { questions: Question[] }) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  return (
    <SummaryCard title={t('circle.questions.title')} icon={IconUserQuestion} count={questions.length}>
      <ul className={classes.list}>
        {questions.map((question) => (
          <li key={question.id} className={classes.item}>
            <QuestionWords question={question} />
            {question.letter && (
              <Anchor component={Link} to={`/patients/${patientId}/entries/${question.letter.entryId}`}>
                {t('circle.questions.letter', { title: question.letter.title })}
              </Anchor>
            )}
            <Answers question={question} />
          </li>
        ))}
      </ul>
    </SummaryCard>
  )
}

type Asked = {
  id: string
  kind: QuestionKind
  basis: RelationBasis
  name: string | null
  rpps: string | null
  note: string | null
  askedAt: string
}

/** Who it is about, what is asked, and since when. */
export function QuestionWords({ question }: { question: Asked }) {
  const t = useTexts('record')
  const { kind, note, rpps } = question
  const name = question.name ?? t('circle.questions.somebody')
  const basis = t(`relation.bases.${question.basis}`)
  const why = WHY.find((code) => code === note)
  return (
    <div>
      <Text fw={600}>{t(`circle.questions.of.${kind}`, { name })}</Text>
      <div className={classes.more}>
        {t(`circle.questions.${kind}Text`, { basis })}
        {why && ` ${t(`circle.leave.reasons.${why}`)}.`}
      </div>
      <div className={classes.more}>
        {rpps && `${t('circle.questions.rpps', { rpps })} · `}
        <RelativeTime at={question.askedAt} />
      </div>
    </div>
  )
}
const WHY = ['never_seen', 'other_doctor', 'moved'] as const

/** What the house can say to it. A doctor who is not here yet can only be awaited no longer. */
export function Answers({ question: { id, kind, name } }: { question: Asked }) {
  const t = useTexts('record')
  const who = name ?? t('circle.questions.somebody')
  const labelled = (action: string) => t('circle.questions.actionFor', { action, name: who })
  return (
    <PostForm preventScrollReset>
      <input type="hidden" name="intent" value="settle" />
      <input type="hidden" name="questionId" value={id} />
      <Group gap="xs">
        {kind !== 'waiting' && (
          <Button
            type="submit"
            size="compact-sm"
            name="answer"
            value="accept"
            aria-label={labelled(t(`circle.questions.accept.${kind}`))}
          >
            {t(`circle.questions.accept.${kind}`)}
          </Button>
        )}
        <Button
          type="submit"
          size="compact-sm"
          variant="default"
          name="answer"
          value="refuse"
          aria-label={labelled(t(`circle.questions.refuse.${kind}`))}
        >
          {t(`circle.questions.refuse.${kind}`)}
        </Button>
      </Group>
    </PostForm>
  )
}
