/** The last row changes its shape when more pictures come: until then it is not shown. */

import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** `list` holds the last pictures so far, and after them a filler; `isMore`: others are to come. */
export function useUnfinishedRow(list: RefObject<HTMLElement>, isMore: boolean): void {
  // After every render: which row is the last may have changed.
  useLayoutEffect(() => {
    const element = list.current
    if (!element || !isMore) return
    let held: HTMLElement[] = []
    const show = () => held.forEach((tile) => tile.removeAttribute('data-unfinished'))
    // Told of the first size, too, before anything is painted.
    const watcher = new ResizeObserver(() => {
      show()
      held = hold(element)
    })
    watcher.observe(element)
    return () => {
      watcher.disconnect()
      show()
    }
  })
}

function hold(list: HTMLElement): HTMLElement[] {
  const tiles = [...list.querySelectorAll<HTMLElement>('.tile')]
  const top = tiles.at(-1)?.offsetTop
  const row = tiles.slice(tiles.findLastIndex((tile) => tile.offsetTop !== top) + 1)
  row.forEach((tile) => tile.setAttribute('data-unfinished', ''))
  return row
}
