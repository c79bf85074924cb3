import type { Generation } from '../api/client'
import { ApiError, type Problem } from '../api/problem'
import { Refused } from './refused'
import { isOver } from './follow'

const NAMES: Record<Generation['state'], string> = {
  queued: 'Waiting for its turn…',
  running: 'Being made…',
  ready: 'Ready.',
  refused: 'Refused.',
  failed: 'Not made.',
}

function said({ state, progress: { done, of } }: Generation): string {
  if (state !== 'running' || of < 2) return NAMES[state]
  return `${NAMES.running} ${done} of ${of} are there.`
}

/** How far it is, and why it went no further. */
export function Progress({ now }: { now: Generation }) {
  const { done, of } = now.progress
  // Some of several: the whole is ready, and these are not there. Each reason once.
  const lost = now.problem ? [] : [...new Map(now.problems.map((each) => [each.detail, each]))]
  return (
    <div class="making stack">
      {!(isOver(now) && now.problem) && (
        <p role="status" class={isOver(now) ? 'hint' : undefined}>
          {said(now)}
        </p>
      )}
      {!isOver(now) && of > 1 && <progress aria-label="Progress" max={of} value={done} />}
      {now.problem && <Refused failure={new ApiError(now.problem as Problem)} />}
      {lost.map(([detail, problem]) => (
        <Refused key={detail} failure={new ApiError(problem as Problem)} />
      ))}
    </div>
  )
}
