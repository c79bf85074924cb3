import { ApiError, explain } from '../api/problem'
import { until, when } from '../text'

/** What is nobody's fault: the words ask for something that nobody here can do. */
const CALM = new Set(['not_understood', 'nothing_heard'])

/** Why there is nothing, where it was asked for. */
export function Refused({ failure }: { failure: unknown }) {
  if (!failure) return null
  const { text, code } = explain(failure)
  if (code && CALM.has(code))
    return (
      <p class="calm" role="status">
        {text}
      </p>
    )
  const renews = failure instanceof ApiError ? failure.problem.renews_at : undefined
  return (
    <p class="problem" role="alert">
      {text} {renews && `There is more ${until(renews)}, ${when(renews)}. `}
      {code && <code>{code}</code>}
    </p>
  )
}
