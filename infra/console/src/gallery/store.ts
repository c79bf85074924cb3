/** The assets that were read so far, page by page, and what has changed since. */

import { batch, computed, signal } from '@preact/signals'
import { type Asset, api, type Stats, take } from '../api/client'
import type { paths } from '../api/schema'
import type { Filters } from './filters'

/** What is in the address may be anything; the API says so if it is not one of these. */
type Query = paths['/v1/gallery']['get']['parameters']['query']

const PAGE = 50

export const assets = signal<Asset[]>([])
export const stats = signal<Stats | null>(null)
/** `end`: everything was read. */
export const state = signal<'waiting' | 'reading' | 'end' | 'failed'>('waiting')
export const failure = signal<unknown>(null)
/** Asked to go, but not gone yet: see deleting.ts. */
export const hidden = signal<ReadonlySet<string>>(new Set())
export const shown = computed(() => assets.value.filter((each) => !hidden.value.has(each.id)))

let filters: Filters = {}
let cursor: string | null = null
let generation = 0
let isOpen = false

/** Begin anew, unless these very assets are there already. */
export async function open(wanted: Filters): Promise<void> {
  if (isOpen && JSON.stringify(wanted) === JSON.stringify(filters)) return
  isOpen = true
  filters = wanted
  await refresh()
}

/** Read the first page again. */
export async function refresh(): Promise<void> {
  generation += 1
  cursor = null
  state.value = 'waiting'
  await Promise.all([more(), readStats()])
}

/** Forget everything: somebody else signs in. */
export function close(): void {
  generation += 1
  isOpen = false
  batch(() => {
    assets.value = []
    stats.value = null
    state.value = 'waiting'
    hidden.value = new Set()
  })
}

/** The next page. */
export async function more(): Promise<void> {
  if (state.value === 'reading' || state.value === 'end') return
  const mine = generation
  const first = cursor === null
  state.value = 'reading'
  try {
    const page = await take(
      api.GET('/v1/gallery', {
        params: { query: { ...(filters as Query), limit: PAGE, cursor: cursor ?? undefined } },
      }),
    )
    if (mine !== generation) return
    batch(() => {
      cursor = page.next_cursor
      assets.value = first ? page.items : [...assets.value, ...page.items]
      state.value = cursor ? 'waiting' : 'end'
    })
  } catch (error) {
    if (mine !== generation) return
    batch(() => {
      if (first) assets.value = []
      failure.value = error
      state.value = 'failed'
    })
  }
}

export async function readStats(): Promise<void> {
  stats.value = await take(api.GET('/v1/gallery/stats')).catch(() => stats.value)
}

/** Show what became of an asset. A new one goes where its time says, if the filters let it. */
export function put(asset: Asset): void {
  const known = assets.value.findIndex((each) => each.id === asset.id)
  if (known >= 0) {
    assets.value = assets.value.map((each) => (each.id === asset.id ? asset : each))
  } else if (belongs(asset)) {
    const oldest = filters.order === 'oldest'
    assets.value = [...assets.value, asset].sort((a, b) =>
      (a.id < b.id) === oldest ? -1 : 1,
    )
  }
  void readStats()
}

/** Forget assets that are gone. */
export function drop(ids: ReadonlySet<string>): void {
  assets.value = assets.value.filter((each) => !ids.has(each.id))
  void readStats()
}

/** Only the server knows which colours a picture has; what it was not asked about stays out. */
function belongs(asset: Asset): boolean {
  return (
    !filters.color &&
    (!filters.visibility || filters.visibility === asset.visibility) &&
    (!filters.kind || filters.kind === asset.kind) &&
    (!filters.job_id || filters.job_id === asset.job_id) &&
    (!filters.tag || asset.tags.includes(filters.tag))
  )
}
