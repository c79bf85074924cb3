/** Which assets are picked for doing something to all of them. */

import { computed, signal } from '@preact/signals'
import { shown } from './store'

const picked = signal<ReadonlySet<string>>(new Set())
export const selecting = signal(false)
/** Of those that are still there, in the gallery's order. */
export const selected = computed(() => shown.value.filter((each) => picked.value.has(each.id)))
let anchor: string | null = null

export const isSelected = (id: string): boolean => picked.value.has(id)

/** Pick or drop one; with `range`, all from the one before to this. */
export function toggle(id: string, range = false): void {
  const next = new Set(picked.value)
  const ids = shown.value.map((each) => each.id)
  const [from, to] = [ids.indexOf(anchor ?? ''), ids.indexOf(id)]
  if (range && from >= 0) {
    for (const each of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each)
  } else if (!next.delete(id)) {
    next.add(id)
  }
  anchor = id
  picked.value = next
  selecting.value = true
}

export function selectAll(): void {
  picked.value = new Set(shown.value.map((each) => each.id))
}

export function endSelecting(): void {
  picked.value = new Set()
  selecting.value = false
  anchor = null
}
