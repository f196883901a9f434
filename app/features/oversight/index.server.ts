// What the shell may ask of oversight, named one by one.
export { canSeeOwnAccesses } from './policy.ts'
export { countWaiting, listOpenGlass, type OpenGlass } from './queries/list-glass.server.ts'
