import { useNavigate } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconPlus } from '#app/ui/icons.ts'
import classes from './drop-on-record.module.css'

/** The page that takes files, when it is open; else what was dropped waits for it, for this patient. */
let taker: ((files: File[]) => void) | null = null
let waiting: { patientId: string; files: File[] } | null = null

/** The page that takes files hears of those dropped anywhere on the record, also just before it opened. */
export function useDropped(patientId: string, onFiles: (files: File[]) => void) {
  useEffect(() => {
    taker = onFiles
    if (waiting?.patientId === patientId) onFiles(waiting.files)
    waiting = null
    return () => {
      taker = null
    }
  })
}

/**
 * A file dropped on any page of the record is brought into it, after the name is confirmed. Without this the browser
 * would show the file and the record would be gone.
 */
export function DropOnRecord({ patientId, name }: { patientId: string; name: string }) {
  const t = useTexts('record')
  const navigate = useNavigate()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    // Out of the window: nothing is entered any more.
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      if (taker) return taker(files)
      waiting = { patientId, files }
      navigate(`/patients/${patientId}/add`)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [navigate, patientId])
  return (
    isOver && (
      <div className={classes.over} role="status">
        <span className={classes.words}>
          <IconPlus size={18} aria-hidden /> {t('add.dropOn', { name })}
        </span>
      </div>
    )
  )
}
