import { Menu, UnstyledButton } from '@mantine/core'
import { Form, useLocation } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { WorkContext } from '#app/kernel/load-context.ts'
import { IconBuildingHospital, IconCheck, IconChevronDown } from '#app/ui/icons.ts'
import classes from './header.module.css'

type Props = { current: WorkContext | null; workContexts: WorkContext[] }

/** Where one works now, always visible; with several memberships, where else one may. (TEN-05) */
export function WorkContextMenu({ current, workContexts }: Props) {
  const t = useTexts('shell')
  const { pathname } = useLocation()
  const others = workContexts.filter((c) => c.membershipId !== current?.membershipId)
  if (!current) return null
  if (others.length === 0) {
    return (
      <div className={classes.place}>
        <Place workContext={current} />
      </div>
    )
  }
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes.place}>
          <Place workContext={current} />
          <IconChevronDown size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {/* A full load: nothing of the place left behind may stay on screen. */}
        <Form method="post" action="/work-context" reloadDocument>
          <input type="hidden" name="next" value={pathname.startsWith('/patients/') ? '/' : pathname} />
          <Menu.Label>{t('workContext.change')}</Menu.Label>
          {[current, ...others].map((c) => (
            <Menu.Item
              key={c.membershipId}
              type="submit"
              name="membershipId"
              value={c.membershipId}
              closeMenuOnClick={false}
              disabled={c === current}
              rightSection={c === current && <IconCheck size={16} aria-hidden />}
            >
              <span className={classes.placeText}>
                <span className={classes.establishment}>{c.establishmentName}</span>
                <span className={classes.small}>
                  {t(`workContext.roles.${c.role}`)} · {c.regionName}
                </span>
              </span>
            </Menu.Item>
          ))}
        </Form>
      </Menu.Dropdown>
    </Menu>
  )
}

function Place({ workContext: { establishmentName, role } }: { workContext: WorkContext }) {
  const t = useTexts('shell')
  return (
    <>
      <IconBuildingHospital size={20} stroke={1.6} aria-hidden />
      <span className={classes.placeText}>
        <span className="visually-hidden">{t('workContext.current')}</span>
        <span className={classes.establishment}>{establishmentName}</span>
        <span className={classes.small}>{t(`workContext.roles.${role}`)}</span>
      </span>
    </>
  )
}
