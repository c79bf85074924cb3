import { Link } from 'wouter-preact'
import { ApiError, explain } from '../api/problem'

/** There is no such asset, or it could not be read. */
export function Missing({ failure, again }: { failure: unknown; again: () => void }) {
  const { text, code } = explain(failure)
  const gone = failure instanceof ApiError && failure.problem.status === 404
  return (
    <section class="nothing stack">
      <h1>{gone ? 'There is no such picture' : 'This picture could not be read'}</h1>
      <p>{gone ? 'It was deleted, or it is somebody else’s.' : text}</p>
      {code && (
        <p class="hint">
          <code>{code}</code>
        </p>
      )}
      <p class="row">
        {!gone && (
          <button class="main" onClick={again}>
            Try again
          </button>
        )}
        <Link href="/" class="button">
          To the gallery
        </Link>
      </p>
    </section>
  )
}
