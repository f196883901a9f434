import { Combobox, Kbd, TextInput, useCombobox } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { Form, useLocation, useNavigate, useRouteLoaderData } from '@remix-run/react'
import { useRef, useState } from 'react'
import type { PatientSuggestion } from '#app/features/record/contract.ts'
import { formatDay } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconSearch } from '#app/ui/icons.ts'
import classes from './header.module.css'
import { useSuggestions } from './use-suggestions.ts'

/** The one search field: Ctrl+K from anywhere, who is found while typing, Enter for all of them. */
export function PatientSearch({ suggestFrom }: { suggestFrom?: string }) {
  const { pathname } = useLocation()
  // The address holds a search sealed: a name does not belong into histories. The page knows its words.
  const patients = useRouteLoaderData('features/record/routes/patients') as { typed?: string } | undefined
  const asked = patients?.typed ?? ''
  // A new field for each page, so that it shows what the page below answers, and nothing on others.
  return <Field key={pathname + asked} asked={asked} suggestFrom={suggestFrom} />
}

function Field({ asked, suggestFrom }: { asked: string; suggestFrom?: string }) {
  const t = useTexts('shell')
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(asked)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const suggestions = useSuggestions(suggestFrom, typed === asked ? '' : typed, combobox.dropdownOpened)
  useHotkeys([['mod+K', () => field.current?.select()]], [])

  return (
    <Form
      method="post"
      action="/patients"
      role="search"
      className={classes.search}
      onSubmit={() => combobox.closeDropdown()}
    >
      <Combobox store={combobox} onOptionSubmit={(id) => navigate(`/patients/${id}`)}>
        <Combobox.Target>
          <TextInput
            ref={field}
            name="q"
            type="search"
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              combobox.openDropdown()
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            aria-label={t('search.label')}
            aria-keyshortcuts="Control+K"
            placeholder={t('search.placeholder')}
            autoComplete="off"
            spellCheck={false}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={<Kbd size="xs">{t('search.shortcut')}</Kbd>}
            rightSectionWidth={64}
            rightSectionProps={{ 'aria-hidden': true, className: classes.shortcut }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions === null}>
          <Combobox.Options aria-label={t('search.label')}>
            {suggestions?.map((patient) => (
              <Combobox.Option key={patient.id} value={patient.id}>
                <Found patient={patient} />
              </Combobox.Option>
            ))}
            {suggestions?.length === 0 && <Combobox.Empty>{t('search.none')}</Combobox.Empty>}
          </Combobox.Options>
          {suggestions && suggestions.length > 0 && typed && (
            <Combobox.Footer>{t('search.hint')}</Combobox.Footer>
          )}
        </Combobox.Dropdown>
      </Combobox>
    </Form>
  )
}

/** Name, used name, sex, birth date: enough to tell two namesakes apart before opening one. */
function Found({ patient }: { patient: PatientSuggestion }) {
  const t = useTexts('ui')
  const { birthName, firstGivenName, usedName, birthDate, sex } = patient
  return (
    <span className={classes.found}>
      <span>
        <strong>{birthName.toLocaleUpperCase('fr')}</strong> {firstGivenName}
        {usedName && <span className={classes.small}> ({usedName.toLocaleUpperCase('fr')})</span>}
      </span>
      <span className={classes.small}>
        {t(`banner.sexes.${sex}`)} · {birthDate ? formatDay(birthDate) : t('notProvided')}
      </span>
    </span>
  )
}
