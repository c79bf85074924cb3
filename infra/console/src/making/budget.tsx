import { useEffect } from 'preact/hooks'
import { readStats, stats } from '../gallery/store'
import { number, until } from '../text'

/** What is left of today. */
export function Budget() {
  useEffect(() => void readStats(), [])
  const known = stats.value?.budget
  if (!known) return <p class="hint" aria-busy="true" />
  const { used, limit } = known.images
  const renews = until(known.renews_at)
  return (
    <div class="budget">
      <span class="gauge" aria-hidden="true">
        <span style={{ '--share': Math.min(1, used / (limit || 1)) }} />
      </span>
      <p class="hint">
        {used >= limit
          ? `All ${number(limit)} images of today are used. There are more ${renews}.`
          : `${number(used)} of ${number(limit)} images of today used; renewed ${renews}.`}
      </p>
    </div>
  )
}
