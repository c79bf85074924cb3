/** The box of a crop, to be dragged over the preview. */

import type { CropperSelection } from 'cropperjs'
import { useEffect, useRef } from 'preact/hooks'
import type { Place, Size } from './sizes'

interface Props {
  /** Of the picture that is cropped, in its own pixels. */
  size: Size
  place: Place
  /** Width by height, if it has to be kept. */
  shape?: number
  change: (place: Place) => void
}

const HANDLES = ['n', 'e', 's', 'w', 'ne', 'nw', 'se', 'sw']

export function CropBox({ size, place, shape, change }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const box = useRef<CropperSelection | null>(null)
  const told = useRef(change)
  const now = useRef({ size, place })
  told.current = change
  now.current = { size, place }

  useEffect(() => {
    const element = host.current
    if (!element) return
    let undo = () => {}
    let gone = false
    void import('cropperjs').then(() => {
      if (gone) return
      const selection = build(element)
      box.current = selection
      undo = listen(element, selection, now, (found) => told.current(found))
    })
    return () => {
      gone = true
      undo()
      element.replaceChildren()
      box.current = null
    }
  }, [])

  useEffect(() => {
    if (host.current && box.current) lay(host.current, box.current, now.current)
  }, [place.x, place.y, place.width, place.height, size.width, size.height])

  useEffect(() => {
    const selection = box.current
    if (!selection || !shape) return
    const { x, y, width, height } = now.current.place
    const narrow = width / height > shape
    told.current(
      rounded(
        { x, y, width: narrow ? height * shape : width, height: narrow ? height : width / shape },
        size,
      ),
    )
  }, [shape])

  useEffect(() => {
    if (box.current) box.current.aspectRatio = shape ?? Number.NaN
  })

  return <div ref={host} class="crop-box" />
}

function build(host: HTMLElement): CropperSelection {
  const canvas = document.createElement('cropper-canvas')
  const selection = document.createElement('cropper-selection') as CropperSelection
  for (const name of ['movable', 'resizable', 'precise', 'outlined'])
    selection.setAttribute(name, '')
  const grid = document.createElement('cropper-grid')
  grid.setAttribute('covered', '')
  selection.append(
    grid,
    handle('move', true),
    ...HANDLES.map((side) => handle(`${side}-resize`, false)),
  )
  canvas.append(document.createElement('cropper-shade'), selection)
  host.append(canvas)
  return selection
}

function handle(action: string, plain: boolean): HTMLElement {
  const made = document.createElement('cropper-handle')
  made.setAttribute('action', action)
  if (plain) made.setAttribute('plain', '')
  return made
}

interface Now {
  current: { size: Size; place: Place }
}

function listen(
  host: HTMLElement,
  selection: CropperSelection,
  now: Now,
  tell: (place: Place) => void,
): () => void {
  // What the box says before it was put anywhere is nobody's wish.
  let laying = true
  const place = () => {
    laying = true
    lay(host, selection, now.current)
    // The box tells of attributes it was given a moment later.
    void Promise.resolve().then(() => (laying = false))
  }
  const onChange = (event: Event) => {
    const wanted = (event as CustomEvent<Place>).detail
    const limits = { width: host.clientWidth, height: host.clientHeight }
    const inside = within(wanted, limits, selection)
    if (inside !== wanted) {
      event.preventDefault()
      if (!(selection.aspectRatio > 0) || same(wanted, selection)) {
        selection.$change(inside.x, inside.y, inside.width, inside.height)
      }
      return
    }
    if (laying || wanted.width < 1 || wanted.height < 1) return
    const factor = now.current.size.width / limits.width
    tell(rounded(scaled(wanted, factor), now.current.size))
  }
  // No form around it should take the box for a field.
  const keep = (event: Event) => event.stopPropagation()
  const watcher = new ResizeObserver(place)
  host.addEventListener('change', keep)
  selection.addEventListener('change', onChange)
  watcher.observe(host)
  return () => {
    watcher.disconnect()
    host.removeEventListener('change', keep)
    selection.removeEventListener('change', onChange)
  }
}

/** Put the box where the numbers say, unless it is there but for a fraction of a pixel. */
function lay(
  host: HTMLElement,
  selection: CropperSelection,
  { size, place }: Now['current'],
): void {
  const factor = host.clientWidth / size.width
  if (!factor) return
  const there = rounded(scaled(selection, 1 / factor), size)
  if (selection.width > 0 && JSON.stringify(there) === JSON.stringify(place)) return
  const { x, y, width, height } = scaled(place, factor)
  selection.$change(x, y, width, height, Number.NaN, true)
}

const scaled = ({ x, y, width, height }: Place, by: number): Place => ({
  x: x * by,
  y: y * by,
  width: width * by,
  height: height * by,
})

const same = (a: Size, b: Size) =>
  Math.abs(a.width - b.width) < 0.01 && Math.abs(a.height - b.height) < 0.01
/** Half a pixel of the screen outside is nothing that anybody did. */
const SLACK = 0.5

/** As much as lies on the picture; what is only moved keeps its size. */
function within(wanted: Place, limits: Size, before: Size): Place {
  const { x, y, width, height } = wanted
  const right = x + width
  const bottom = y + height
  if (
    x >= -SLACK &&
    y >= -SLACK &&
    right <= limits.width + SLACK &&
    bottom <= limits.height + SLACK
  )
    return wanted
  if (same(wanted, before)) {
    const left = Math.max(0, Math.min(x, limits.width - width))
    const top = Math.max(0, Math.min(y, limits.height - height))
    return { x: left, y: top, width, height }
  }
  const left = Math.max(0, x)
  const top = Math.max(0, y)
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(right, limits.width) - left),
    height: Math.max(1, Math.min(bottom, limits.height) - top),
  }
}

/** In whole pixels, and on the picture. */
export function rounded(place: Place, size: Size): Place {
  const x = Math.max(0, Math.min(size.width - 1, Math.round(place.x)))
  const y = Math.max(0, Math.min(size.height - 1, Math.round(place.y)))
  const width = Math.max(1, Math.min(size.width - x, Math.round(place.width)))
  const height = Math.max(1, Math.min(size.height - y, Math.round(place.height)))
  return { x, y, width, height }
}
