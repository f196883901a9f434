import {
  Alert,
  List,
  NativeSelect,
  Paper,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconAlertTriangle } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { GLASS_CATEGORIES, GLASS_KEYS, type GlassKey } from '../contract.ts'
import classes from './oversight.module.css'

type Props = { houses: { value: string; label: string }[]; method: string; outcome: FormOutcome }

const CONSEQUENCES = ['time', 'hidden', 'told', 'review'] as const

/** What will happen is said first; whom, why and "it is me" go together, so that nothing is answered to less. */
export function BreakGlassPage({ houses, method, outcome }: Props) {
  const t = useTexts('oversight')
  const fields = useGlassFields()
  const [by, setBy] = useState<GlassKey>('ins')
  const field = (name: keyof typeof fields) => fieldProps(outcome, name, fields)
  return (
    <Page>
      <PageHeader title={t('glass.title')} hint={t('glass.hint')} />
      <div className={classes.twoColumns}>
        <PostForm>
          <Stack gap="md">
            <FormErrors outcome={outcome} fields={fields} />
            <Paper withBorder radius="md" p="md">
              <Stack gap="sm">
                <Title order={2}>{t('glass.who')}</Title>
                <Radio.Group
                  name="by"
                  label={t('glass.by')}
                  value={by}
                  onChange={(value) => setBy(value as GlassKey)}
                >
                  <div className={classes.choices}>
                    {GLASS_KEYS.map((key) => (
                      <Radio key={key} value={key} label={t(`glass.keys.${key}`)} />
                    ))}
                  </div>
                </Radio.Group>
                {by === 'ins' && <TextInput {...field('ins')} autoComplete="off" required maxLength={24} />}
                {by === 'traits' && (
                  <div className={classes.fields}>
                    <TextInput {...field('birthName')} autoComplete="off" required />
                    <TextInput {...field('firstGivenName')} autoComplete="off" required />
                    <TextInput {...field('birthDate')} type="date" required />
                    <NativeSelect
                      {...field('sex')}
                      required
                      data={[
                        { value: 'female', label: t('glass.female') },
                        { value: 'male', label: t('glass.male') },
                      ]}
                    />
                    <TextInput {...field('birthPlaceCode')} autoComplete="off" required maxLength={5} />
                  </div>
                )}
                {by === 'local_id' && (
                  <div className={classes.fields}>
                    <NativeSelect {...field('establishmentId')} required data={houses} />
                    <TextInput {...field('localId')} autoComplete="off" required />
                  </div>
                )}
              </Stack>
            </Paper>
            <Paper withBorder radius="md" p="md">
              <Stack gap="sm">
                <Title order={2}>{t('glass.why')}</Title>
                <NativeSelect
                  {...field('category')}
                  required
                  data={GLASS_CATEGORIES.map((value) => ({ value, label: t(`glass.categories.${value}`) }))}
                />
                <Textarea
                  {...field('reason')}
                  description={t('glass.reasonHint')}
                  required
                  autosize
                  minRows={2}
                  maxLength={500}
                />
              </Stack>
            </Paper>
            <Paper withBorder radius="md" p="md">
              <Stack gap="sm">
                <Title order={2}>{t('glass.confirm')}</Title>
                <TextInput
                  {...field('secret')}
                  type="password"
                  autoComplete="current-password"
                  maw={440}
                  description={
                    method === 'pro_sante_connect'
                      ? t('glass.secretPsc')
                      : method === 'demonstration'
                        ? t('glass.secretDemo')
                        : undefined
                  }
                />
              </Stack>
            </Paper>
            <SubmitButton color="red" w="fit-content">
              {t('glass.submit')}
            </SubmitButton>
          </Stack>
        </PostForm>
        <Alert
          variant="outline"
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('glass.whatHappens')}
          className={classes.aside}
        >
          <List size="sm" spacing="xs">
            {CONSEQUENCES.map((key) => (
              <List.Item key={key}>
                <Text size="sm">{t(`glass.consequences.${key}`)}</Text>
              </List.Item>
            ))}
          </List>
        </Alert>
      </div>
    </Page>
  )
}

function useGlassFields() {
  const t = useTexts('oversight')
  const must = (label: string) => ({ label, error: t('glass.fieldError') })
  return {
    ins: { label: t('glass.ins'), error: t('glass.insError') },
    birthName: must(t('glass.birthName')),
    firstGivenName: must(t('glass.firstGivenName')),
    birthDate: must(t('glass.birthDate')),
    sex: must(t('glass.sex')),
    birthPlaceCode: { label: t('glass.birthPlaceCode'), error: t('glass.birthPlaceError') },
    establishmentId: must(t('glass.establishment')),
    localId: must(t('glass.localId')),
    category: must(t('glass.category')),
    reason: { label: t('glass.reason'), error: t('glass.reasonError') },
    secret: must(t('glass.secret')),
  }
}
