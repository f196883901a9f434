import postgres from 'postgres'
import { SECOND } from '#app/kernel/durations.ts'
import { log } from '#app/kernel/log.server.ts'

const POLL_MS = 2 * SECOND

export type Loop = { stop: () => Promise<void>; wake: () => void }

/**
 * Runs `once` while it finds work, then waits for a notification on `channel`, with a poll behind it:
 * a notification can be lost, a row cannot.
 */
export function startLoop(
  { directUrl, channel, name }: { directUrl: string; channel: string; name: string },
  once: () => Promise<number>,
): Loop {
  const listener = postgres(directUrl, { max: 1, onnotice: () => {}, connection: { application_name: name } })
  let isStopping = false
  let isWanted = true
  let wakeUp: (() => void) | undefined
  const wake = () => {
    isWanted = true
    wakeUp?.()
  }
  listener.listen(channel, wake, wake).catch((error) => log.warn({ err: error, channel }, 'listen'))

  const running = (async () => {
    while (!isStopping) {
      isWanted = false
      let found = 0
      try {
        found = await once()
      } catch (error) {
        log.error({ err: error, loop: name }, 'loop')
      }
      if (found === 0 && !isWanted && !isStopping)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS)
          wakeUp = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      wakeUp = undefined
    }
  })()

  return {
    wake,
    async stop() {
      isStopping = true
      wakeUp?.()
      await running
      await listener.end({ timeout: 2 })
    },
  }
}
