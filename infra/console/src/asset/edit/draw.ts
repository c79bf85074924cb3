/** A quick preview on a canvas: near to what the API will make, and not the same. */

import type { Draft, Step } from './draft'
import { filterOf } from './filters'
import { cropped, type Size } from './sizes'

/** No edge of a preview is longer than this. */
const EDGE = 1400
/** What is drawn here by hand. */
const SHAPED = new Set([
  'crop',
  'resize',
  'rotate',
  'flip',
  'pad',
  'round_corners',
  'pixelate',
  'vignette',
])

/** Whether the preview has something near to it. */
export function isSeen(step: Step): boolean {
  return SHAPED.has(step.name) || filterOf(step, 1) !== undefined
}

type Context = CanvasRenderingContext2D
type Drawn = HTMLCanvasElement

/** Whether the canvas itself can filter; where it cannot, all filters lie over the whole. */
const FILTERS = 'filter' in CanvasRenderingContext2D.prototype

/** Draw the first `count` steps. Returns the CSS filters that the canvas could not draw itself. */
export function draw(target: Drawn, image: HTMLImageElement, draft: Draft, count: number): string {
  const steps = draft.steps.peek().slice(0, count)
  const sizes = draft.sizes.peek()
  let drawn = begin(image, sizes[0] as Size)
  const left: string[] = []
  steps.forEach((step, index) => {
    const before = sizes[index] as Size
    const scale = drawn.width / before.width
    const filter = filterOf(step, scale)
    if (filter && FILTERS) drawn = copied(drawn, (context) => (context.filter = filter))
    else if (filter) left.push(filter)
    else drawn = shaped(step, drawn, before, sizes[index + 1] as Size, scale)
  })
  target.width = drawn.width
  target.height = drawn.height
  target.getContext('2d')?.drawImage(drawn, 0, 0)
  return left.join(' ')
}

function begin(image: HTMLImageElement, { width, height }: Size): Drawn {
  const scale = Math.min(1, EDGE / Math.max(width, height), image.naturalWidth / width)
  return canvas(width * scale, height * scale, (context, at) => {
    context.drawImage(image, 0, 0, at.width, at.height)
  })
}

function canvas(
  width: number,
  height: number,
  paint: (context: Context, at: Drawn) => void,
): Drawn {
  const made = document.createElement('canvas')
  made.width = Math.max(1, Math.round(width))
  made.height = Math.max(1, Math.round(height))
  const context = made.getContext('2d')
  if (context) paint(context, made)
  return made
}

function copied(from: Drawn, prepare: (context: Context) => void): Drawn {
  return canvas(from.width, from.height, (context) => {
    prepare(context)
    context.drawImage(from, 0, 0)
  })
}

function shaped(step: Step, from: Drawn, before: Size, after: Size, scale: number): Drawn {
  const { values } = step
  switch (step.name) {
    case 'crop': {
      const { x, y, width, height } = cropped(step, before)
      return canvas(width * scale, height * scale, (context) =>
        context.drawImage(from, -x * scale, -y * scale),
      )
    }
    case 'resize':
      return resized(from, before, after, values.fit === 'cover')
    case 'rotate':
      return turned(from, after, Number(values.angle) || 0, scale, values.background)
    case 'flip':
      return mirrored(from, values.direction === 'vertical')
    case 'pad':
      return padded(step, from, before, after, scale)
    case 'round_corners':
      return rounded(from, Number(values.radius) * scale)
    case 'pixelate':
      return coarse(from, Math.max(1, Number(values.size) * scale))
    case 'vignette':
      return darkened(from, Number(values.strength), Number(values.reach))
    default:
      return from
  }
}

/** Only the shape changes: with fewer pixels, a small result would look coarse on the stage. */
function resized(from: Drawn, before: Size, after: Size, cover: boolean): Drawn {
  const edge = Math.max(from.width, from.height) / Math.max(after.width, after.height)
  const wide = before.width / before.height > after.width / after.height
  const keep = cover
    ? {
        width: wide ? (from.height * after.width) / after.height : from.width,
        height: wide ? from.height : (from.width * after.height) / after.width,
      }
    : { width: from.width, height: from.height }
  const x = (from.width - keep.width) / 2
  const y = (from.height - keep.height) / 2
  return canvas(after.width * edge, after.height * edge, (context, at) =>
    context.drawImage(from, x, y, keep.width, keep.height, 0, 0, at.width, at.height),
  )
}

function turned(
  from: Drawn,
  after: Size,
  angle: number,
  scale: number,
  background: unknown,
): Drawn {
  return canvas(after.width * scale, after.height * scale, (context, at) => {
    fill(context, at, angle % 90 === 0 ? undefined : background)
    context.translate(at.width / 2, at.height / 2)
    context.rotate((angle * Math.PI) / 180)
    context.drawImage(from, -from.width / 2, -from.height / 2)
  })
}

function mirrored(from: Drawn, vertical: boolean): Drawn {
  return copied(from, (context) => {
    context.translate(vertical ? 0 : from.width, vertical ? from.height : 0)
    context.scale(vertical ? 1 : -1, vertical ? -1 : 1)
  })
}

function padded({ values }: Step, from: Drawn, before: Size, after: Size, scale: number): Drawn {
  const shaped = Boolean(values.aspect)
  const left = shaped ? (after.width - before.width) / 2 : Number(values.left) || 0
  const top = shaped ? (after.height - before.height) / 2 : Number(values.top) || 0
  return canvas(after.width * scale, after.height * scale, (context, at) => {
    fill(context, at, values.background)
    context.drawImage(from, left * scale, top * scale)
  })
}

function fill(context: Context, { width, height }: Drawn, color: unknown): void {
  if (typeof color !== 'string') return
  context.fillStyle = color
  context.fillRect(0, 0, width, height)
}

function rounded(from: Drawn, radius: number): Drawn {
  return copied(from, (context) => {
    context.beginPath()
    context.roundRect(
      0,
      0,
      from.width,
      from.height,
      Math.min(radius, from.width / 2, from.height / 2),
    )
    context.clip()
  })
}

function coarse(from: Drawn, block: number): Drawn {
  const small = canvas(from.width / block, from.height / block, (context, at) =>
    context.drawImage(from, 0, 0, at.width, at.height),
  )
  return canvas(from.width, from.height, (context) => {
    context.imageSmoothingEnabled = false
    context.drawImage(small, 0, 0, from.width, from.height)
  })
}

function darkened(from: Drawn, strength: number, reach: number): Drawn {
  return canvas(from.width, from.height, (context, { width, height }) => {
    context.drawImage(from, 0, 0)
    const far = Math.hypot(width, height) / 2
    const gradient = context.createRadialGradient(
      width / 2,
      height / 2,
      far * reach,
      width / 2,
      height / 2,
      far,
    )
    gradient.addColorStop(0, 'rgb(0 0 0 / 0)')
    gradient.addColorStop(1, `rgb(0 0 0 / ${strength})`)
    context.globalCompositeOperation = 'source-atop'
    context.fillStyle = gradient
    context.fillRect(0, 0, width, height)
  })
}
