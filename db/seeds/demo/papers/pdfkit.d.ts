// The package carries no types. What is declared here is what our letters use of it.
declare module 'pdfkit' {
  import type { Readable } from 'node:stream'

  type Options = {
    size: 'A4'
    margins?: { top: number; bottom: number; left: number; right: number }
    bufferPages?: boolean
    lang: string
    displayTitle?: boolean
    info: { Title: string; Author?: string; CreationDate: Date }
  }
  type TextOptions = {
    align?: 'left' | 'center' | 'right' | 'justify'
    lineGap?: number
    lineBreak?: boolean
    width?: number
  }

  export default class PDFDocument extends Readable {
    constructor(options: Options)
    readonly page: { width: number; height: number; margins: { bottom: number } }
    readonly y: number
    font(name: string): this
    fontSize(size: number): this
    fillColor(color: string): this
    strokeColor(color: string): this
    lineWidth(width: number): this
    text(text: string, options?: TextOptions): this
    text(text: string, x: number, y: number, options?: TextOptions): this
    moveDown(lines: number): this
    addPage(): this
    moveTo(x: number, y: number): this
    lineTo(x: number, y: number): this
    stroke(): this
    bufferedPageRange(): { start: number; count: number }
    switchToPage(page: number): void
    end(): void
  }
}
