/** Zooming into a picture: by wheel, fingers, double click and keys. */

import Panzoom, { type PanzoomObject } from '@panzoom/panzoom'
import type { RefObject } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'

const MOST = 8
const STEP = 1.5
const PAN = 80
/** What is contained is measured: in the midst of a transition that gives the wrong scale. */
const AT_ONCE = { animate: false }

export interface Zoom {
  scale: number
  nearer: () => void
  farther: () => void
  whole: () => void
  onKey: (event: KeyboardEvent) => void
}

export function useZoom(moved: RefObject<HTMLElement>): Zoom {
  const [scale, setScale] = useState(1)
  const zoomed = useRef<PanzoomObject | null>(null)
  useEffect(() => {
    const element = moved.current
    const stage = element?.parentElement
    if (!element || !stage) return
    const panzoom = Panzoom(element, {
      maxScale: MOST,
      minScale: 1,
      ...AT_ONCE,
      contain: 'outside',
      panOnlyWhenZoomed: true,
      cursor: 'zoom-in',
      step: 0.6,
      touchAction: 'pan-y',
      // A press on the picture still gives it the focus.
      handleStartEvent: () => undefined,
    })
    zoomed.current = panzoom
    const undo = listen(panzoom, element, stage, setScale)
    return () => {
      undo()
      panzoom.destroy()
      zoomed.current = null
    }
  }, [moved])
  return useMemo(() => ({ scale, ...commands(zoomed) }), [scale])
}

function listen(
  panzoom: PanzoomObject,
  element: HTMLElement,
  stage: HTMLElement,
  setScale: (scale: number) => void,
): () => void {
  const onChange = () => {
    const scale = panzoom.getScale()
    // At full size a finger scrolls the page; nearer, it moves the picture.
    panzoom.setOptions({
      touchAction: scale > 1 ? 'none' : 'pan-y',
      cursor: scale > 1 ? 'grab' : 'zoom-in',
    })
    setScale(scale)
  }
  const onWheel = (event: WheelEvent) => {
    if (event.deltaY > 0 && panzoom.getScale() <= 1) return
    panzoom.zoomWithWheel(event)
  }
  const onTwice = (event: MouseEvent) => {
    if (panzoom.getScale() > 1) panzoom.reset(AT_ONCE)
    else panzoom.zoomToPoint(2.5, event)
  }
  element.addEventListener('panzoomchange', onChange)
  stage.addEventListener('wheel', onWheel, { passive: false })
  stage.addEventListener('dblclick', onTwice)
  return () => {
    element.removeEventListener('panzoomchange', onChange)
    stage.removeEventListener('wheel', onWheel)
    stage.removeEventListener('dblclick', onTwice)
  }
}

function commands(zoomed: { current: PanzoomObject | null }): Omit<Zoom, 'scale'> {
  const by = (factor: number) => {
    const panzoom = zoomed.current
    if (panzoom) panzoom.zoom(Math.min(MOST, Math.max(1, panzoom.getScale() * factor)))
  }
  const nearer = () => by(STEP)
  const farther = () => by(1 / STEP)
  const whole = () => void zoomed.current?.reset(AT_ONCE)
  const pan = (x: number, y: number) => {
    const panzoom = zoomed.current
    if (!panzoom || panzoom.getScale() <= 1) return false
    panzoom.pan(x / panzoom.getScale(), y / panzoom.getScale(), { relative: true })
    return true
  }
  const keys: Record<string, () => unknown> = {
    '+': nearer,
    '=': nearer,
    '-': farther,
    '0': whole,
    ArrowLeft: () => pan(PAN, 0),
    ArrowRight: () => pan(-PAN, 0),
    ArrowUp: () => pan(0, PAN),
    ArrowDown: () => pan(0, -PAN),
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const answer = keys[event.key]?.()
    if (event.key in keys && answer !== false) event.preventDefault()
  }
  return { nearer, farther, whole, onKey }
}
