import { connect } from 'node:net'
import { type Embedded, startEmbedded } from '#db/embedded/start.ts'
import { say } from './messages.js'

const CHECK_EVERY_MS = 5_000

/** Opens the demonstration's server; one that a killed supervisor has left running is taken over. */
export async function openPostgres(dataDir: string): Promise<Embedded> {
  say('startingPostgres')
  const embedded = await startEmbedded({ dataDir, report: () => say('creatingCluster') })
  if (embedded.attached) say('attachedPostgres')
  return embedded
}

/** Starts the server again, on the same port, should it end under us. Returns how to stop looking. */
export function watchPostgres(embedded: Embedded) {
  let isBusy = false
  const check = async () => {
    if (isBusy || (await accepts(embedded.port))) return
    isBusy = true
    say('postgresGone')
    await startEmbedded({ dataDir: embedded.dataDir, port: embedded.port }).catch((error) =>
      console.error((error as Error).message),
    )
    isBusy = false
  }
  const checking = setInterval(check, CHECK_EVERY_MS)
  return () => clearInterval(checking)
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
