import { type Door, pageOf } from './door.ts'

/** One address or form that takes something: what a tool is given to try. */
export type Target = {
  /** The same page with the same fields, whoever it is about. */
  key: string
  method: 'GET' | 'POST'
  path: string
  fields: [string, string][]
}

const MAX_PAGES = 150
/** Of pages that differ only in whom they are about. */
const EACH = 2

/** Asked by pages while people type and read; no link leads there. */
const ASKED_BY_PAGES: Target[] = (
  [
    ['POST', '/patients/suggest', [['q', 'mar']]],
    ['GET', '/professionals', [['q', 'del']]],
    ['GET', '/notices/unread', []],
    ['GET', '/oversight/waiting', []],
    [
      'GET',
      '/login',
      [
        ['next', '/patients'],
        ['reason', 'pscOver'],
        ['notice', 'ended'],
      ],
    ],
    ['GET', '/work-context', [['next', '/patients']]],
    ['GET', '/charter', [['next', '/patients']]],
    [
      'POST',
      '/login',
      [
        ['email', 'a@example.test'],
        ['password', 'girafe lampe'],
        ['next', '/'],
      ],
    ],
    ['POST', '/login/forgot', [['email', 'a@example.test']]],
    [
      'POST',
      '/activation',
      [
        ['rpps', '10003456789'],
        ['code', 'AAAA-BBBB-CCCC'],
        ['email', 'a@example.test'],
        ['password', 'girafe'],
        ['repeated', 'girafe'],
      ],
    ],
    [
      'POST',
      '/locale',
      [
        ['locale', 'fr'],
        ['next', '/'],
      ],
    ],
    ['POST', '/account/activity', []],
  ] as [Target['method'], string, Target['fields']][]
).map(([method, path, fields]) => target(method, path, fields))

function target(method: Target['method'], path: string, fields: Target['fields']): Target {
  const names = [...new Set(fields.map(([name]) => name))].sort().join(',')
  const intent = fields.find(([name]) => name === 'intent')?.[1] ?? ''
  return { key: `${method} ${pageOf(path)} ${names} ${intent}`, method, path, fields }
}

/** Walks from the first page through everything that is linked; each form and each address with a query is a target. */
export async function crawl(door: Door): Promise<Target[]> {
  const targets = new Map<string, Target>(ASKED_BY_PAGES.map((one) => [one.key, one]))
  const seen = new Map<string, number>()
  const queue = ['/']
  const keep = (one: Target) => targets.has(one.key) || targets.set(one.key, one)
  for (let pages = 0; queue.length > 0 && pages < MAX_PAGES; ) {
    const path = queue.shift()!
    const page = shapeOf(path)
    const times = seen.get(page) ?? 0
    if (times >= EACH) continue
    seen.set(page, times + 1)
    pages++
    const answer = await fetch(`${door.url}${path}`, { redirect: 'follow', headers: { accept: 'text/html' } })
    if (!(answer.headers.get('content-type') ?? '').includes('text/html')) continue
    const html = await answer.text()
    const here = new URL(answer.url).pathname
    keep(target('GET', path.split('?')[0]!, queryOf(path)))
    for (const [, href] of html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)) {
      const url = new URL(decode(href!), `${door.url}${here}`)
      if (url.origin !== door.url || /^\/(assets|logout)/.test(url.pathname)) continue
      queue.push(url.pathname + url.search)
    }
    for (const [, head = '', body = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)) {
      const action = new URL(decode(attribute(head, 'action') ?? here), `${door.url}${here}`)
      const method = attribute(head, 'method')?.toLowerCase() === 'post' ? 'POST' : 'GET'
      for (const fields of fieldsOf(body)) keep(target(method, action.pathname + action.search, fields))
    }
  }
  return [...targets.values()]
}

const queryOf = (path: string) => [...new URLSearchParams(path.split('?')[1] ?? '')]
const shapeOf = (path: string) =>
  `${pageOf(path)} ${queryOf(path)
    .map(([name]) => name)
    .sort()}`
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
const decode = (text: string) =>
  text
    .replace(/&amp;/g, '&')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')

/** What a form sends: once for each of its buttons, which say what is wanted. */
function fieldsOf(body: string): [string, string][][] {
  const fields: [string, string][] = []
  const buttons: [string, string][] = []
  for (const [tag, kind] of body.matchAll(/<(input|textarea|select|button)\b[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (!name) continue
    const value = decode(attribute(tag, 'value') ?? (kind === 'select' ? firstOption(body, tag) : 'un mot'))
    if (kind === 'button') buttons.push([name, value])
    else if (!fields.some(([known]) => known === name)) fields.push([name, value])
  }
  return buttons.length > 0 ? buttons.map((button) => [...fields, button]) : [fields]
}

const firstOption = (body: string, tag: string) =>
  attribute(/<option\b[^>]*>/.exec(body.slice(body.indexOf(tag)))?.[0] ?? '', 'value') ?? ''
