import { Button, Group } from '@mantine/core'
import { useRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconPhoto, IconPlus } from '#app/ui/icons.ts'
import classes from './add-documents-page.module.css'

const TAKEN = '.pdf,.jpg,.jpeg,.png,.txt,.xml,application/pdf,image/jpeg,image/png,text/plain,text/xml'

type Props = { onFiles: (files: Iterable<File>) => void; isFull: boolean; maxMegabytes: number }

/** Where files are chosen or photographed; dropped they may be anywhere on the record. */
export function DropPlace({ onFiles, isFull, maxMegabytes }: Props) {
  const t = useTexts('record')
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const chosen = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])])
    input.value = '' // the same file may be chosen again after it was taken away
  }
  return (
    <div className={classes.drop}>
      <p className={classes.dropText}>{t('add.drop')}</p>
      <Group gap="sm" justify="center">
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => files.current?.click()}
          disabled={isFull}
        >
          {t('add.choose')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPhoto size={16} aria-hidden />}
          onClick={() => camera.current?.click()}
          disabled={isFull}
        >
          {t('add.photo')}
        </Button>
      </Group>
      <p className={classes.dim}>{isFull ? t('add.full') : t('add.taken', { max: maxMegabytes })}</p>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={TAKEN}
        aria-label={t('add.choose')}
        onChange={(event) => chosen(event.currentTarget)}
      />
      <input
        ref={camera}
        type="file"
        hidden
        accept="image/jpeg,image/png"
        capture="environment"
        aria-label={t('add.photo')}
        onChange={(event) => chosen(event.currentTarget)}
      />
    </div>
  )
}
