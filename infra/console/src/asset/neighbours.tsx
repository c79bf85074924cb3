/** To the pictures before and after this one, and back to where one came from. */

import { useEffect } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { more, shown, state } from '../gallery/store'
import { focusSoon } from './focus'
import { Icon } from './icon'

/** Pictures that are read ahead of the last one known. */
const AHEAD = 5

interface Neighbours {
  before?: string
  after?: string
}

export function useNeighbours(id: string): Neighbours {
  const list = shown.value
  const place = list.findIndex((each) => each.id === id)
  useEffect(() => {
    if (place >= list.length - AHEAD && place >= 0 && state.value === 'waiting') void more()
  }, [place, list.length])
  if (place < 0) return {}
  return { before: list[place - 1]?.id, after: list[place + 1]?.id }
}

export function Neighbours({ before, after }: Neighbours) {
  return (
    <nav class="row neighbours" aria-label="Pictures of the gallery">
      <Step to={before} icon="back" label="Previous picture" />
      <Step to={after} icon="next" label="Next picture" />
    </nav>
  )
}

type Direction = 'back' | 'next'

/** Which of the two was pressed: it has the focus again on the next picture. */
let pressed: Direction | null = null

function Step({ to, icon, label }: { to?: string; icon: Direction; label: string }) {
  const name = `picture-${icon}`
  useEffect(() => {
    if (pressed !== icon || !to) return
    pressed = null
    // After the page as a whole, which takes the focus when it changes.
    focusSoon(name)
  }, [to])
  if (!to)
    return (
      <span class="button round" aria-hidden="true">
        <Icon name={icon} />
      </span>
    )
  return (
    <Link
      id={name}
      href={`/assets/${to}`}
      replace
      class="button round"
      aria-label={label}
      title={`${label} (${icon === 'back' ? '←' : '→'})`}
      onClick={() => (pressed = icon)}
    >
      <Icon name={icon} />
    </Link>
  )
}

const TYPED = 'input, textarea, select, [role="slider"], cropper-canvas, dialog, [data-arrows]'

/** The arrow keys lead on, unless they mean something where the focus is. */
export function useArrows({ before, after }: Neighbours): void {
  const [, go] = useLocation()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.shiftKey
      )
        return
      if (event.target instanceof Element && event.target.closest(TYPED)) return
      if (document.querySelector('dialog[open]')) return
      const to = event.key === 'ArrowLeft' ? before : event.key === 'ArrowRight' ? after : undefined
      if (to) go(`/assets/${to}`, { replace: true })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [before, after, go])
}

export function Back() {
  return (
    <Link href="/" class="button back">
      <Icon name="back" /> Gallery
    </Link>
  )
}

/** Whoever goes back finds the gallery at this picture, and the focus on it. */
export function useReturn(id: string): void {
  useEffect(() => {
    scrollTo(0, 0)
    return () => {
      if (/^#?\/?$/.test(location.hash)) setTimeout(() => reveal(id), 50)
    }
  }, [id])
}

function reveal(id: string): void {
  const tile = document.querySelector<HTMLElement>(`.tile > a[href$="/assets/${id}"]`)
  if (!tile) return
  tile.focus({ preventScroll: true })
  const { top, bottom } = tile.getBoundingClientRect()
  if (top < 0 || bottom > innerHeight) tile.scrollIntoView({ block: 'center' })
}
