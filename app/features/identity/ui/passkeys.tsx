import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { Form, useSubmit } from '@remix-run/react'
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconPlus } from '#app/ui/icons.ts'
import type { PasskeyView } from '../contract.ts'
import { PasswordField } from './password-field.tsx'
import { usePasskey } from './use-passkey.ts'

const column = columnsOf<PasskeyView>()
const idOf = (key: PasskeyView) => key.id

/** One's own keys: what they are called, when they were used, and one more. */
export function Passkeys({ passkeys, outcome }: { passkeys: PasskeyView[]; outcome: FormOutcome }) {
  const t = useTexts('identity')
  const formats = useFormats()
  const columns = column.columns([
    column.accessor('name', { header: t('passkeys.name') }),
    column.accessor('createdAt', {
      header: t('passkeys.added'),
      cell: (cell) => formats.date(cell.getValue()),
      meta: { isSecondary: true },
    }),
    column.accessor('lastUsedAt', {
      header: t('passkeys.used'),
      cell: (cell) => (cell.getValue() ? formats.dateTime(cell.getValue()!) : t('passkeys.never')),
    }),
    column.display({
      id: 'remove',
      header: () => <span className="visually-hidden">{t('passkeys.remove')}</span>,
      meta: { width: '8rem' },
      cell: ({ row: { original } }) => (
        <Form method="post">
          <input type="hidden" name="passkeyId" value={original.id} />
          <Button
            type="submit"
            name="intent"
            value="removePasskey"
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={t('passkeys.removeThis', { name: original.name })}
          >
            {t('passkeys.remove')}
          </Button>
        </Form>
      ),
    }),
  ])
  return (
    <Stack gap="sm">
      <DataTable
        caption={t('passkeys.caption')}
        columns={columns}
        rows={passkeys}
        rowId={idOf}
        empty={<Text>{t('passkeys.none')}</Text>}
      />
      <AddPasskey outcome={outcome} />
    </Stack>
  )
}

function AddPasskey({ outcome }: { outcome: FormOutcome }) {
  const t = useTexts('identity')
  const submit = useSubmit()
  const [name, setName] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [secret, setSecret] = useState('')
  const { state, start, ...begun } = usePasskey<PublicKeyCredentialCreationOptionsJSON>(
    '/account/passkey',
    (optionsJSON) => startRegistration({ optionsJSON }),
    (response) => submit({ intent: 'addPasskey', name, response }, { method: 'post' }),
  )
  const refused = begun.outcome as FormOutcome
  // Asked only of who did not just sign in; once asked, the field stays.
  const isAsked = refused && !refused.ok && 'reason' in refused && /confirmation/.test(refused.reason)
  const mine = outcome && !outcome.ok && 'reason' in outcome && /passkey/i.test(outcome.reason)
  return (
    <Stack gap="sm" maw={420}>
      <FormErrors isShort outcome={refused ?? (mine ? outcome : undefined)} />
      {state === 'cancelled' && (
        <Alert role="status" variant="light">
          {t('passkeys.cancelled')}
        </Alert>
      )}
      <TextInput
        label={t('passkeys.name')}
        description={t('passkeys.nameHint')}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
          setWrong(false)
        }}
        error={isWrong ? t('passkeys.nameError') : undefined}
        maxLength={60}
      />
      {isAsked && (
        <PasswordField
          label={t('passkeys.secret')}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          autoComplete="current-password"
          maxLength={200}
        />
      )}
      <Button
        variant="default"
        w="fit-content"
        loading={state === 'busy'}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => (name.trim() ? start(isAsked ? { secret } : {}) : setWrong(true))}
      >
        {t('passkeys.add')}
      </Button>
    </Stack>
  )
}
