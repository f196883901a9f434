import { Button } from '@mantine/core'
import { useParams } from '@remix-run/react'
import { useEffect } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconPrinter } from '#app/ui/icons.ts'
import type { PRINTED } from '../contract-reading.ts'

/** Prints this page. The trail learns of it whoever began it: this button, the menu or the keys. */
export function PrintButton({ what }: { what: (typeof PRINTED)[number] }) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  useEffect(() => {
    const tell = () => {
      const said = new URLSearchParams({ what })
      void fetch(`/patients/${patientId}/printed`, { method: 'POST', body: said, keepalive: true })
    }
    window.addEventListener('beforeprint', tell)
    return () => window.removeEventListener('beforeprint', tell)
  }, [patientId, what])
  return (
    <Button
      variant="default"
      size="compact-md"
      leftSection={<IconPrinter size={14} aria-hidden />}
      onClick={() => window.print()}
    >
      {t('print.print')}
    </Button>
  )
}
