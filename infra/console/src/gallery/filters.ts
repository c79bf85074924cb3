/** What the gallery shows: in the address, so that it can be kept, sent and gone back to. */

import { useLocation, useSearchParams } from 'wouter-preact'

export const NAMES = ['visibility', 'kind', 'job_id', 'tag', 'color', 'order'] as const
export type Name = (typeof NAMES)[number]
export type Filters = Partial<Record<Name, string>>

export function useFilters(): [Filters, (changes: Filters) => void] {
  const [params] = useSearchParams()
  const [path, navigate] = useLocation()
  const filters = Object.fromEntries(
    NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])),
  ) as Filters
  const change = (changes: Filters) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    navigate(`${path}?${next}`) // with nothing after it, the question mark clears what was there
  }
  return [filters, change]
}
