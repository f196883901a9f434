// What the shell may ask of oversight, named one by one.
export { countWaiting, listOpenGlass, type OpenGlass } from './queries/list-glass.server.ts'
