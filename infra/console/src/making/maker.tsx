/** Who makes images here. */

import { signal } from '@preact/signals'
import { config } from '../config'

/** As the deployment or the last answer says it. */
const provider = signal('')

export function learn(name: string): void {
  provider.value = name
}

/** `procedural`, the provider that is no neural model; it is never left unsaid. */
const BY_RULES = 'procedural'

export function MakerNote() {
  if ((provider.value || config.makes) !== BY_RULES) return null
  return (
    <p class="hint by-rules">
      Painted by rules: no neural model works here (<code>{BY_RULES}</code>). It follows scenes,
      moods, times of day, seasons, weather, colours and styles; what else is named, it cannot
      paint.
    </p>
  )
}
