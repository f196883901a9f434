import { Tooltip, UnstyledButton } from '@mantine/core'
import { NavLink } from '@remix-run/react'
import { forwardRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import {
  type Icon,
  IconAlertTriangle,
  IconArrowsExchange,
  IconEye,
  IconHeartHandshake,
  IconHome,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconMap2,
  IconUserQuestion,
  IconUserShare,
  IconUsers,
  IconUsersGroup,
} from '#app/ui/icons.ts'
import { type NavigationItem, pathOf } from './navigation.ts'
import classes from './rail.module.css'

const icons: Record<NavigationItem, Icon> = {
  today: IconHome,
  vigilance: IconUserQuestion,
  patients: IconUsers,
  referrals: IconUserShare,
  circle: IconHeartHandshake,
  exchange: IconArrowsExchange,
  oversight: IconEye,
  people: IconUsersGroup,
  urgentCard: IconAlertTriangle,
  region: IconMap2,
  support: IconUserShare,
}

type Props = { items: NavigationItem[]; isCollapsed: boolean; onToggle: () => void }

/** The rooms of the product, by icon and word; folded, by icon with the word behind it. */
export function Rail({ items, isCollapsed, onToggle }: Props) {
  const t = useTexts('shell')
  const Fold = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const foldLabel = isCollapsed ? t('nav.expand') : t('nav.collapse')
  return (
    <nav className={classes.rail} aria-label={t('nav.label')} data-collapsed={isCollapsed || undefined}>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item}>
            <Tooltip label={t(`nav.${item}`)} position="right" disabled={!isCollapsed}>
              <NavigationLink item={item} />
            </Tooltip>
          </li>
        ))}
      </ul>
      <Tooltip label={foldLabel} position="right" disabled={!isCollapsed}>
        <UnstyledButton className={classes.link} onClick={onToggle} aria-expanded={!isCollapsed}>
          <Fold size={18} stroke={1.7} aria-hidden />
          <span className={classes.word}>{foldLabel}</span>
        </UnstyledButton>
      </Tooltip>
    </nav>
  )
}

/** The same rooms on a phone, under the thumb. */
export function BottomBar({ items }: { items: NavigationItem[] }) {
  const t = useTexts('shell')
  return (
    <nav className={classes.bottom} aria-label={t('nav.label')}>
      {items.map((item) => (
        <NavigationLink key={item} item={item} />
      ))}
    </nav>
  )
}

// The tooltip holds on to the element it explains, hence the ref.
const NavigationLink = forwardRef<HTMLAnchorElement, { item: NavigationItem }>(({ item, ...props }, ref) => {
  const t = useTexts('shell')
  const Picture = icons[item]
  return (
    <NavLink {...props} ref={ref} to={pathOf[item]} end={item === 'today'} className={classes.link}>
      <Picture size={18} stroke={1.7} aria-hidden />
      <span className={classes.word}>{t(`nav.${item}`)}</span>
    </NavLink>
  )
})
