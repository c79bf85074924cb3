/** What it will look like, as near as a browser comes at once. */

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { sources } from '../../gallery/pictures'
import { number } from '../../text'
import { CropBox } from './crop_box'
import { change, type Draft } from './draft'
import { draw, isSeen } from './draw'
import { Filters } from './filters'
import { label } from './menu'
import { cropped, shapeOf, type Size } from './sizes'

export function Preview({ draft }: { draft: Draft }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const image = useImage(sources(draft.asset)?.src)
  const [lying, setLying] = useState('')
  const steps = draft.steps.value
  const dragged = steps.findIndex((each) => each.key === draft.dragged.value)
  const count = dragged < 0 ? steps.length : dragged
  const size = draft.sizes.value[count] as Size

  useLayoutEffect(() => {
    if (!image) return
    const frame = requestAnimationFrame(() => {
      if (canvas.current) setLying(draw(canvas.current, image, draft, count))
    })
    return () => cancelAnimationFrame(frame)
  }, [image, steps, count])

  return (
    <div class="stage">
      <div class="view" style={{ '--shape': size.width / size.height }}>
        <div class="frame" style={{ '--most': '9999px' }}>
          <canvas
            ref={canvas}
            role="img"
            aria-label="Preview of the result"
            style={{ filter: lying || undefined }}
          />
          {dragged >= 0 && <Box draft={draft} index={dragged} size={size} />}
        </div>
      </div>
      <Filters steps={steps} />
      <p class="tools hint" role="status">
        {said(draft, count)}
      </p>
    </div>
  )
}

function Box({ draft, index, size }: { draft: Draft; index: number; size: Size }) {
  const step = draft.steps.value[index]
  if (!step) return null
  return (
    <CropBox
      key={step.key}
      size={size}
      place={cropped(step, size)}
      shape={shapeOf(step.values.lock)}
      change={(place) => change(draft, step.key, { ...place })}
    />
  )
}

const inPixels = ({ width, height }: Size) => `${number(width)} × ${number(height)} pixels`

function said({ steps, sizes }: Draft, count: number): string {
  const left = sizes.value[count + 1]
  if (left && count < steps.value.length)
    return `Drag the box to what shall stay: ${inPixels(left)}.`
  const result = inPixels(sizes.value.at(-1) as Size)
  if (steps.value.length === 0) return `${result}.`
  const unseen = steps.value.filter((step) => !isSeen(step))
  const names = [...new Set(unseen.map(({ name, values }) => label(name, values)))].join(', ')
  const without = names && ` It does not show: ${names}.`
  return `About ${result}. The preview is near to the result, not the same.${without}`
}

function useImage(src?: string): HTMLImageElement | null {
  const [image, setImage] = useState<HTMLImageElement | null>(null)
  useEffect(() => {
    if (!src) return
    const loading = new Image()
    loading.onload = () => setImage(loading)
    loading.src = src
    return () => {
      loading.onload = null
    }
  }, [src])
  return image
}
