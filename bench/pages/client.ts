import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /** What the server says of itself: in its process, and of that in the database. */
  appMs: number
  dbMs: number
}

/** A browser's connections without the browser: kept open, any number at once. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

export function ask(
  origin: string,
  path: string,
  {
    cookie,
    form,
    from,
    accept = 'text/html',
  }: { cookie?: string; form?: Record<string, string>; from?: string; accept?: string } = {},
): Promise<Answer> {
  const body = form && new URLSearchParams(form).toString()
  return new Promise((resolve, reject) => {
    const sent = request(
      `${origin}${path}`,
      {
        agent,
        method: form ? 'POST' : 'GET',
        headers: {
          accept,
          'accept-language': 'fr',
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140 bench',
          ...(cookie ? { cookie } : {}),
          ...(from ? { 'x-forwarded-for': from } : {}),
          ...(body ? { 'content-type': 'application/x-www-form-urlencoded', origin } : {}),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
            ...serverTiming(answer.headers),
          }),
        )
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

export const closeConnections = () => agent.destroy()

function serverTiming(headers: IncomingHttpHeaders) {
  const said = String(headers['server-timing'] ?? '')
  const of = (name: string) => Number(new RegExp(`\\b${name};dur=([\\d.]+)`).exec(said)?.[1] ?? Number.NaN)
  return { appMs: of('app'), dbMs: of('db') }
}
