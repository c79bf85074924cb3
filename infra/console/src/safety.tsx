import type { ComponentChildren } from 'preact'
import { useErrorBoundary } from 'preact/hooks'
import { explain } from './api/problem'

/** What failed says so, and the rest of the page goes on. */
export function Safety({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary()
  if (!error) return <>{children}</>
  return (
    <section class="nothing stack">
      <h1>This part of the page does not work</h1>
      <p class="problem">{explain(error).text}</p>
      <p>
        <button onClick={() => location.reload()}>Load the page again</button>
      </p>
    </section>
  )
}
