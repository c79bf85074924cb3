/** How large a picture is after each step; the same sums as the API does, where it matters here. */

import type { Step } from './draft'

export interface Size {
  width: number
  height: number
}

export interface Place extends Size {
  x: number
  y: number
}

const whole = (value: number) => Math.max(1, Math.round(value))
const length = (value: unknown) => (typeof value === 'number' && value > 0 ? value : undefined)

/** Before each step, and after the last: one more than there are steps. */
export function sizesOf(steps: readonly Step[], own: Size): Size[] {
  const sizes = [own]
  for (const step of steps) sizes.push(after(step, sizes.at(-1) as Size))
  return sizes
}

function after(step: Step, size: Size): Size {
  if (step.name === 'crop') return cropped(step, size)
  if (step.name === 'resize') return resized(step, size)
  if (step.name === 'rotate') return turned(step, size)
  if (step.name === 'pad') return padded(step, size)
  return size
}

/** `16:9` as a number. */
export function shapeOf(text: unknown): number | undefined {
  const [width, height] = typeof text === 'string' ? text.split(':').map(Number) : []
  return width && height ? width / height : undefined
}

/** The part that a crop keeps, in pixels of the picture before it; of `smart`, the middle. */
export function cropped({ values }: Step, size: Size): Place {
  const shape = shapeOf(values.aspect)
  if (!shape) {
    const x = Math.min(length(values.x) ?? 0, size.width - 1)
    const y = Math.min(length(values.y) ?? 0, size.height - 1)
    const width = Math.min(length(values.width) ?? size.width, size.width - x)
    const height = Math.min(length(values.height) ?? size.height, size.height - y)
    return { x, y, width, height }
  }
  const width = whole(Math.min(size.width, size.height * shape))
  const height = whole(Math.min(size.height, size.width / shape))
  const gravity = String(values.gravity ?? 'centre')
  const across = gravity.includes('west') ? 0 : gravity.includes('east') ? 1 : 0.5
  const down = gravity.startsWith('north') ? 0 : gravity.startsWith('south') ? 1 : 0.5
  return {
    x: Math.round((size.width - width) * across),
    y: Math.round((size.height - height) * down),
    width,
    height,
  }
}

function resized({ values }: Step, { width, height }: Size): Size {
  const wide = length(values.width)
  const high = length(values.height)
  if (wide && high) {
    if (values.fit !== 'contain') return { width: wide, height: high }
    const scale = Math.min(wide / width, high / height)
    return { width: whole(width * scale), height: whole(height * scale) }
  }
  if (!wide && !high) return { width, height }
  const scale = wide ? wide / width : (high as number) / height
  if (values.fit === 'fill') return { width: wide ?? width, height: high ?? height }
  return { width: whole(width * scale), height: whole(height * scale) }
}

function turned({ values }: Step, { width, height }: Size): Size {
  const angle = Number(values.angle) || 0
  if (values.expand === false && angle % 90 !== 0) return { width, height }
  const radians = (angle * Math.PI) / 180
  const sin = Math.abs(Math.sin(radians))
  const cos = Math.abs(Math.cos(radians))
  return { width: whole(width * cos + height * sin), height: whole(width * sin + height * cos) }
}

function padded({ values }: Step, { width, height }: Size): Size {
  const shape = shapeOf(values.aspect)
  if (shape)
    return {
      width: whole(Math.max(width, height * shape)),
      height: whole(Math.max(height, width / shape)),
    }
  const sum = (a: unknown, b: unknown) => (length(a) ?? 0) + (length(b) ?? 0)
  return {
    width: width + sum(values.left, values.right),
    height: height + sum(values.top, values.bottom),
  }
}
