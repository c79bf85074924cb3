import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLocation } from 'wouter-preact'

/** A page that stays as it is, and where it was scrolled to, while others are looked at. */
export function Kept({ path, children }: { path: string; children: ComponentChildren }) {
  const [current] = useLocation()
  const isHere = current === path
  const top = useRef(0)

  useLayoutEffect(() => {
    scrollTo(0, isHere ? top.current : 0)
    if (!isHere) return
    const note = () => (top.current = scrollY)
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [isHere])

  return <div hidden={!isHere}>{children}</div>
}
