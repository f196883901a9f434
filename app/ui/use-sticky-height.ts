import { useEffect, useRef } from 'react'

/**
 * Tells the page how high the sticky banner is, wrapped or not, so that sticky heads of tables and days
 * stop under it: `--banner-height`.
 */
export function useStickyHeight(isSticky: boolean) {
  const banner = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = banner.current
    if (!isSticky || !element) return
    const root = document.documentElement.style
    const observer = new ResizeObserver(() =>
      root.setProperty('--banner-height', `${element.offsetHeight}px`),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      root.removeProperty('--banner-height')
    }
  }, [isSticky])
  return banner
}
